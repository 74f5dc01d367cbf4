// The Interactions API itself: routes, and what each does.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <string>

#include "api_error.h"
#include "gates.h"
#include "http/http_server.h"
#include "interaction_store.h"
#include "player.h"
#include "refusals.h"

namespace parley::demo {

class Service {
 public:
  explicit Service(std::chrono::milliseconds pace) : pace_(pace) {}

  // Runs on many threads at once.
  void serve(const HttpRequest& request, HttpResponse& response);
  void stop() { stopping_ = true; }  // ends every stream soon

 private:
  void create(const HttpRequest& request, const std::string& version, HttpResponse& response);
  void answer_unary(const HttpRequest& request, Interaction& interaction, HttpResponse& response);
  void answer_stream(const HttpRequest& request, Interaction& interaction, HttpResponse& response);
  void get(const HttpRequest& request, const std::string& id, HttpResponse& response);
  void cancel(const HttpRequest& request, const std::string& id, HttpResponse& response);
  void remove(const HttpRequest& request, const std::string& id, HttpResponse& response);
  void list_models(const HttpRequest& request, const std::string& version, const std::string& id,
                   HttpResponse& response);

  Player player(const HttpRequest& request, HttpResponse& response) const;
  // What the stored parent has to say against this request.
  ApiError check_parent(const CreateRequest& request) const;
  std::shared_ptr<Interaction> make(CreateRequest request, Prompt prompt);
  void settle(Interaction& interaction, bool kept);

  const std::chrono::milliseconds pace_;
  std::atomic<bool> stopping_{false};
  InteractionStore store_;
  RepeatCounter repeats_;
  Gates gates_;
};

}  // namespace parley::demo

#include "page/assets.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <utility>

#include "http/text.h"
#include "replay/digest.h"

namespace parley {
namespace {

constexpr std::size_t kMaxFile = 64u << 20;

// Calls each(element) for every element of a comma-separated list.
template <typename Each>
void for_each_element(std::string_view list, Each each) {
  while (!list.empty()) {
    const std::size_t comma = list.find(',');
    each(trim(list.substr(0, comma)));
    if (comma == std::string_view::npos) return;
    list.remove_prefix(comma + 1);
  }
}

// 0 to 1000; -1: not named.
struct Weights {
  int brotli = -1;
  int gzip = -1;
  int any = -1;
  int of(int own) const { return own >= 0 ? own : std::max(any, 0); }
};

int weight_of(std::string_view parameters) {
  const std::size_t q = parameters.find("q=");
  if (q == std::string_view::npos) return 1000;
  const std::string number(parameters.substr(q + 2, 5));
  return std::clamp(static_cast<int>(std::strtod(number.c_str(), nullptr) * 1000), 0, 1000);
}

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  void reset(int fd) {
    if (fd_ >= 0) ::close(fd_);
    fd_ = fd;
  }
  int get() const { return fd_; }

 private:
  int fd_;
};

// Folder by folder, so that no symbolic link leads out.
bool read_below(const std::string& root, std::string_view name, std::string* content) {
  Descriptor at(::open(root.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  for (;;) {
    if (at.get() < 0) return false;
    const std::size_t slash = name.find('/');
    const std::string part(name.substr(0, slash));
    const bool last = slash == std::string_view::npos;
    const int flags = O_RDONLY | O_NOFOLLOW | O_CLOEXEC | (last ? O_NONBLOCK : O_DIRECTORY);
    at.reset(::openat(at.get(), part.c_str(), flags));
    if (last) break;
    name.remove_prefix(slash + 1);
  }
  struct stat info {};
  if (at.get() < 0 || ::fstat(at.get(), &info) != 0 || !S_ISREG(info.st_mode)) return false;
  std::array<char, 64 * 1024> block{};
  for (;;) {
    const ssize_t got = ::read(at.get(), block.data(), block.size());
    if (got < 0 || content->size() > kMaxFile) return false;
    if (got == 0) return true;
    content->append(block.data(), static_cast<std::size_t>(got));
  }
}

void fill(const HttpRequest& request, std::string_view name, const EmbeddedFile& file,
          bool unchanging, HttpReply* reply) {
  const Coding coding =
      choose_coding(request.header("accept-encoding"), !file.brotli.empty(), !file.gzip.empty());
  const char* suffix = coding == Coding::kBrotli ? "-br" : coding == Coding::kGzip ? "-gz" : "";
  const std::string etag = '"' + std::string(file.digest.substr(0, 32)) + suffix + '"';
  reply->headers = {
      {"content-type", content_type_of(name)},
      {"etag", etag},
      {"vary", "accept-encoding"},
      {"cache-control", unchanging ? "public, max-age=31536000, immutable" : "no-cache"}};
  reply->keep_alive = true;
  reply->is_part = unchanging && is_part(name);
  if (request.method != "GET" && request.method != "HEAD") {
    reply->status = 405;
    return;
  }
  if (none_match_hits(request.header("if-none-match"), etag)) {
    reply->status = 304;
    return;
  }
  reply->status = 200;
  if (coding != Coding::kIdentity) {
    reply->headers.emplace_back("content-encoding", coding == Coding::kBrotli ? "br" : "gzip");
  }
  reply->body = std::string(coding == Coding::kBrotli ? file.brotli
                            : coding == Coding::kGzip ? file.gzip
                                                      : file.identity);
}

}  // namespace

Coding choose_coding(std::string_view accept_encoding, bool has_brotli, bool has_gzip) {
  Weights weights;
  for_each_element(accept_encoding, [&weights](std::string_view element) {
    const std::size_t semicolon = element.find(';');
    const std::string_view name = trim(element.substr(0, semicolon));
    const int weight =
        semicolon == std::string_view::npos ? 1000 : weight_of(element.substr(semicolon + 1));
    if (name == "br") weights.brotli = weight;
    if (name == "gzip" || name == "x-gzip") weights.gzip = weight;
    if (name == "*") weights.any = weight;
  });
  const int brotli = has_brotli ? weights.of(weights.brotli) : 0;
  const int gzip = has_gzip ? weights.of(weights.gzip) : 0;
  if (brotli > 0 && brotli >= gzip) return Coding::kBrotli;
  return gzip > 0 ? Coding::kGzip : Coding::kIdentity;
}

bool none_match_hits(std::string_view if_none_match, std::string_view etag) {
  bool hit = false;
  for_each_element(if_none_match, [&](std::string_view element) {
    if (element.substr(0, 2) == "W/") element.remove_prefix(2);
    hit = hit || element == etag || element == "*";
  });
  return hit;
}

bool has_content_hash(std::string_view name) {
  const std::string_view base = name.substr(name.rfind('/') + 1);
  const std::string_view stem = base.substr(0, base.find('.'));
  const std::size_t dash = stem.rfind('-');
  if (dash == std::string_view::npos) return false;
  const std::string_view hash = stem.substr(dash + 1);
  const auto only = [hash](const char* allowed) {
    return hash.find_first_not_of(allowed) == std::string_view::npos;
  };
  return hash.size() >= 8 &&
         (only("0123456789abcdef") || only("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"));
}

bool is_part(std::string_view name) {
  const std::string_view extension = name.substr(name.rfind('.') + 1);
  return has_content_hash(name) && (extension == "js" || extension == "css" || extension == "wasm");
}

const char* content_type_of(std::string_view name) {
  static constexpr std::pair<std::string_view, const char*> kTypes[] = {
      {"html", "text/html; charset=utf-8"},
      {"js", "text/javascript; charset=utf-8"},
      {"mjs", "text/javascript; charset=utf-8"},
      {"css", "text/css; charset=utf-8"},
      {"wasm", "application/wasm"},
      {"json", "application/json; charset=utf-8"},
      {"map", "application/json; charset=utf-8"},
      {"webmanifest", "application/manifest+json; charset=utf-8"},
      {"svg", "image/svg+xml; charset=utf-8"},
      {"png", "image/png"},
      {"jpg", "image/jpeg"},
      {"webp", "image/webp"},
      {"ico", "image/x-icon"},
      {"woff2", "font/woff2"},
      {"txt", "text/plain; charset=utf-8"},
  };
  const std::string_view extension = name.substr(name.rfind('.') + 1);
  for (const auto& [known, type] : kTypes) {
    if (extension == known) return type;
  }
  return "application/octet-stream";
}

std::string file_name_of(std::string_view path) {
  if (path == "/") return "index.html";
  if (path.empty() || path.front() != '/') return {};
  path.remove_prefix(1);
  // Every part begins with a letter or digit: no "..", no dot files, no empty part.
  bool at_start = true;
  for (const char c : path) {
    const bool alphanumeric =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (!alphanumeric && (at_start || (c != '.' && c != '-' && c != '_' && c != '/'))) return {};
    at_start = c == '/';
  }
  return at_start ? std::string() : std::string(path);
}

bool Assets::serve(const HttpRequest& request, HttpReply* reply) const {
  const std::string name = file_name_of(request.path);
  if (name.empty()) return false;
  if (!root_.empty()) {
    std::string content;
    if (!read_below(root_, name, &content)) return false;
    const std::string digest = sha256(content);
    fill(request, name, {name, digest, content, {}, {}}, false, reply);
    return true;
  }
  const EmbeddedFile* const end = kEmbeddedFiles + kEmbeddedFileCount;
  const EmbeddedFile* file = std::find_if(
      kEmbeddedFiles, end, [&name](const EmbeddedFile& each) { return each.name == name; });
  if (file == end) return false;
  fill(request, name, *file, has_content_hash(name), reply);
  return true;
}

}  // namespace parley

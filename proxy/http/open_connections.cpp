#include "http/open_connections.h"

#include <sys/socket.h>

#include <algorithm>

namespace parley {

using Stage = OpenConnection::Stage;

bool OpenConnections::let_in(int fd, std::uint64_t network, std::size_t most) {
  OpenConnection newcomer;
  newcomer.network = network;
  connections_[fd] = newcomer;
  if (network == 0) return true;
  const auto open = std::count_if(connections_.begin(), connections_.end(), [&](const auto& each) {
    return each.second.network == network && each.second.stage != Stage::kEnded;
  });
  if (static_cast<std::size_t>(open) <= most || end_silent_one(fd, network)) return true;
  connections_.erase(fd);
  return false;
}

bool OpenConnections::end_silent_one(int newcomer, std::uint64_t network) {
  auto oldest = connections_.end();
  for (auto at = connections_.begin(); at != connections_.end(); ++at) {
    const OpenConnection& open = at->second;
    if (at->first == newcomer || open.stage > Stage::kHead || open.crowded) continue;
    if (network != 0 && open.network != network) continue;
    if (oldest == connections_.end() || open.silent_since < oldest->second.silent_since) {
      oldest = at;
    }
  }
  if (oldest == connections_.end()) return false;
  oldest->second.stage = Stage::kEnded;
  ::shutdown(oldest->first, SHUT_RDWR);
  return true;
}

bool OpenConnections::enter(int fd, Stage stage) {
  OpenConnection& open = connections_[fd];
  if (open.stage == Stage::kEnded) return false;
  open.stage = stage;
  if (stage == Stage::kSilent) open.silent_since = std::chrono::steady_clock::now();
  return true;
}

void OpenConnections::set_crowded(int fd) {
  const auto place = connections_.find(fd);
  if (place != connections_.end()) place->second.crowded = true;
}

void OpenConnections::shut_down_silent_ones(int how) {
  for (const auto& [fd, open] : connections_) {
    if (open.stage == Stage::kSilent) ::shutdown(fd, how);
  }
}

void OpenConnections::shut_down_all(int how) {
  for (const auto& entry : connections_) ::shutdown(entry.first, how);
}

}  // namespace parley

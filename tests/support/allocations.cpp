#include "support/allocations.h"

#include <atomic>
#include <cstdlib>
#include <new>

namespace {

std::atomic<long> left{0};
std::atomic<bool> failed{false};
thread_local bool spared = false;

}  // namespace

#ifndef PARLEY_NO_FAILING_ALLOCATIONS
void* operator new(std::size_t size) {
  if (!spared && left > 0 && left.fetch_sub(1) == 1) {
    failed = true;
    throw std::bad_alloc();
  }
  void* const memory = std::malloc(size);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

void* operator new[](std::size_t size) { return operator new(size); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }
#endif

namespace parley {

void fail_allocation(long count) {
  failed = false;
  left = count;
}

bool allocation_failed() { return failed; }

void spare_this_thread() { spared = true; }

}  // namespace parley

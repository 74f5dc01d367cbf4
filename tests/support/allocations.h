// Allocations that fail when a test says so: operator new of the whole program.
#pragma once

namespace parley {

// The allocation that makes it `count`, of those of threads that are not spared, throws bad_alloc.
// 0: none.
void fail_allocation(long count);
// Whether it has come to that.
bool allocation_failed();

// This thread's allocations never fail: it is the test's own.
void spare_this_thread();

}  // namespace parley

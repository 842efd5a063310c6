//! Keeps the memory of the process from growing with what passed through it.

/// Blocks of at least this size are given back to the system the moment they are freed.
#[cfg(target_env = "gnu")]
const RETURNED_BYTES_MIN: libc::c_int = 512 * 1024;

/// Tells glibc to give large blocks back at once. Left to itself, it raises the bound whenever such a block is freed, up to
/// 32 MiB; then the buffers of batches and downloads come from its heaps, which fall to pieces and stay as large as they
/// ever were. Other C libraries do not raise it.
#[cfg(target_env = "gnu")]
#[expect(unsafe_code, reason = "no safe interface exists")]
pub(crate) fn return_large_blocks() {
    // SAFETY: sets a number of the allocator's; called before any other thread exists.
    let is_set = unsafe { libc::mallopt(libc::M_MMAP_THRESHOLD, RETURNED_BYTES_MIN) };
    debug_assert_eq!(is_set, 1, "glibc takes up to 32 MiB");
}

/// Nothing to be told.
#[cfg(not(target_env = "gnu"))]
pub(crate) fn return_large_blocks() {}

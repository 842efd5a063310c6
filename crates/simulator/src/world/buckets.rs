//! Buckets of five minutes, in which upstream counts (Operational Real-time API, buckets and intervals).

/// Length of a bucket.
pub(crate) const BUCKET_MS: i64 = 5 * 60_000;
/// Data is refreshed so often (Operational Real-time API, overview).
pub(crate) const REFRESH_MS: i64 = 10_000;

/// The begin of the bucket that a moment lies in.
pub(crate) fn bucket_of(at_ms: i64) -> i64 {
    at_ms.div_euclid(BUCKET_MS) * BUCKET_MS
}

/// The end of the bucket that a moment lies in, or the moment itself if a bucket ends there.
pub(crate) fn bucket_end_of(at_ms: i64) -> i64 {
    bucket_of(at_ms + BUCKET_MS - 1)
}

/// Up to when upstream has looked at the world.
pub(crate) fn seen_ms(now_ms: i64) -> i64 {
    now_ms.div_euclid(REFRESH_MS) * REFRESH_MS
}

//! From the bytes of a file, of the pages of a search, or of a sample of metrics, to typed rows: inflate, split, parse,
//! flatten. Pure: reads only what it is handed, asks no clock, is not async.
//!
//! Reading order: [`decode`](mod@decode) tells the story; then [`inflate`], [`scan`], the ways down to the records
//! ([`envelope`] of files, [`pages`] of a search, on the steps of `walk`), [`json`], [`fields`], [`canonical`], [`feeds`].
//! [`samples`] tells its own, of answers that are in memory already.
//! Why a record was rejected: `model::RejectReason` lists every reason, [`feeds`] decides.
//!
//! JSON is read by our own small reader because upstream's is not quite JSON for a database: numbers must keep their
//! text (an id of 20 digits is an id), lone surrogates and U+0000 must be replaced rather than refused, Avro's union
//! wrappers fall away while parsing, and a file of gigabytes is cut into records without being held.

pub mod canonical;
pub mod decode;
pub mod envelope;
pub mod feeds;
pub mod fields;
pub mod heads;
pub mod inflate;
pub mod json;
mod output;
pub mod pages;
pub mod samples;
pub mod scan;
mod walk;

pub use decode::{DecodeError, DecodeLimits, Decoded, decode, decode_kept, decode_pages};
pub use feeds::CONTENT_REV;
pub use heads::{PageHeads, RecordHead, read_heads};
pub use pages::Page;
pub use samples::{SampleMoment, SampleSpan, decode_samples};

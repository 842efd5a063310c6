//! From the bytes of a file to typed rows: inflate, split, parse, flatten. Pure: reads only what it is handed, asks no
//! clock, is not async.
//!
//! Reading order: [`decode`](mod@decode) tells the story; then [`inflate`], [`scan`], [`envelope`], [`json`],
//! [`fields`], [`canonical`], [`feeds`].
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
pub mod inflate;
pub mod json;
pub mod scan;

pub use decode::{DecodeError, DecodeLimits, Decoded, decode};
pub use feeds::CONTENT_REV;

//! From the bytes of a file, of the pages of a search, of a sample of metrics, or of a list of names, to typed rows:
//! inflate, split, parse, flatten. Pure: reads only what it is handed, asks no clock, is not async. It knows kinds of
//! feed and no feed: crate `feeds` says what upstream's fields are called and which columns they go to.
//!
//! Reading order: `files`, `pages`, [`samples`] and `lists` each tell the story of one kind; then `inflate` (with `form`,
//! `members`, `archive` and `avro`: what a file may be), `scan`, `walk` (the steps of all ways down to the records), [`json`],
//! `canonical`; [`record`], [`table`](mod@table) and [`fields`] (with [`values`]) are what a feed is written with. `model::RejectReason` lists why a
//! record may be rejected.
//!
//! JSON is read by our own small reader because upstream's is not quite JSON for a database: numbers must keep their
//! text (an id of 20 digits is an id), lone surrogates and U+0000 must be replaced rather than refused, Avro's union
//! wrappers fall away while parsing, and a file of gigabytes is cut into records without being held.

mod archive;
mod avro;
mod canonical;
mod decoded;
mod error;
pub mod fields;
mod files;
mod form;
mod inflate;
pub mod json;
mod lists;
mod members;
mod output;
mod pages;
pub mod record;
pub mod samples;
mod scan;
mod segments;
pub mod table;
pub mod values;
mod walk;

pub use decoded::{DecodeLimits, Decoded, Salvage, SampleSpan};
pub use error::{DecodeError, StandIn};
pub use files::{BodyShape, Entity, FileShape, Grain, KeptRecord, decode_file, decode_kept_record, decode_stream};
pub use form::FileForm;
pub use lists::{ListShape, decode_list};
pub use output::Emit;
pub use pages::{Page, PageHeads, PageShape, RecordHead, decode_pages, read_heads};
pub use record::{Context, Fields, Target};
pub use samples::{SampleMethod, SampleMoment, SampleTiming, SampleVersion, decode_samples};
pub use scan::Record;

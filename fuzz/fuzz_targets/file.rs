//! A file of the Data Access API, however it is cut into pieces: no panic, and every record is a row or a reject.
#![no_main]

use std::io::{self, Cursor, Read, Seek, SeekFrom};

use libfuzzer_sys::fuzz_target;
use model::{AccountId, Batch};
use normalizer::{DecodeLimits, FileShape, decode_file};

const LIMITS: DecodeLimits = DecodeLimits {
    record_bytes_max: 4 * 1024,
    file_bytes_max: 1024 * 1024,
    batch_rows_max: 7,
    batch_bytes_max: 16 * 1024,
    keeps_records: true,
    salvages: false,
};

/// Hands out so many bytes at a time.
struct Pieces<'a>(Cursor<&'a [u8]>, usize);

impl Read for Pieces<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let len = self.1.min(out.len());
        self.0.read(&mut out[..len])
    }
}

impl Seek for Pieces<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.0.seek(to)
    }
}

fuzz_target!(|data: &[u8]| {
    let [choice, piece, file @ ..] = data else { return };
    let shapes: Vec<&FileShape> = feeds::all().filter_map(feeds::file_shape).collect();
    let shape = shapes[usize::from(*choice) % shapes.len()];
    let account = AccountId("75555851".to_owned());
    let outcome = |piece: usize, salvages: bool| {
        let limits = DecodeLimits { salvages, ..LIMITS };
        let mut records = 0;
        let mut rows = Vec::new();
        let decoded = decode_file(shape, &account, Pieces(Cursor::new(file), piece), limits, &mut |batch: Batch| {
            records += batch.documents.len() + batch.rejects().len();
            assert!(batch.size_bytes() <= LIMITS.batch_bytes_max + 64 * LIMITS.record_bytes_max, "a batch is bounded");
            rows.extend(batch.documents.iter().map(|document| (batch.key(document).to_vec(), document.content_hash)));
            Some(batch.another())
        });
        if let Ok(decoded) = &decoded {
            assert_eq!(decoded.records, records as u64, "a record was lost");
        }
        (decoded.map_err(|error| error.to_string()), rows)
    };
    let (whole, cut) = (outcome(usize::MAX, false), outcome(usize::from(*piece) + 1, false));
    // What was emitted before an error is void.
    if whole.0.is_ok() || cut.0.is_ok() {
        assert_eq!(whole, cut, "the pieces can be told");
    }
    // What loads whole has nothing to salvage, and what is broken is salvaged alike however it comes.
    let salvaged = outcome(usize::from(*piece) + 1, true);
    if let Ok(decoded) = &whole.0 {
        assert_eq!(salvaged.0.as_ref().map(|salvaged| salvaged.records), Ok(decoded.records), "salvage loses a record");
    }
});

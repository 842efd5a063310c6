//! A page of a search: no panic, and no head without a record.
#![no_main]

use std::collections::BTreeSet;

use libfuzzer_sys::fuzz_target;
use model::AccountId;
use normalizer::{DecodeLimits, Page, PageShape, decode_pages, read_heads};
use tuple::Millis;

fuzz_target!(|data: &[u8]| {
    let [choice, data @ ..] = data else { return };
    let shapes: Vec<&PageShape> = feeds::all().filter_map(feeds::page_shape).collect();
    let shape = shapes[usize::from(*choice) % shapes.len()];
    let heads = read_heads(shape, data.to_vec());
    let page = Page { bytes: data.len() as u64, fetched_at: Millis::default(), skipped: BTreeSet::new() };
    let limits = DecodeLimits { record_bytes_max: 4 * 1024, batch_rows_max: 7, ..DecodeLimits::default() };
    let mut records = 0;
    let decoded = decode_pages(shape, &AccountId("75555851".to_owned()), data, &[page], limits, &mut |batch| {
        records += batch.documents.len() + batch.rejects().len();
        Some(batch.another())
    });
    if let (Ok((heads, _)), Ok(decoded)) = (heads, decoded) {
        assert_eq!(decoded.records, records as u64, "a record was lost");
        // A field of the page that nobody knows is a reject as well.
        assert!(heads.records.len() <= records, "the heads are of more records than were stored");
    }
});

//! A list of the configuration: no panic, and every entity is a row or a reject.
#![no_main]

use libfuzzer_sys::fuzz_target;
use model::AccountId;
use normalizer::{DecodeLimits, ListShape, decode_list};
use tuple::Millis;

fuzz_target!(|data: &[u8]| {
    let [choice, answer @ ..] = data else { return };
    let lists: Vec<&'static ListShape> = feeds::all().flat_map(feeds::lists).collect();
    let list = lists[usize::from(*choice) % lists.len()];
    let fetched_at = Millis::new(1_782_864_000_000).expect("a year of ours");
    let mut records = 0;
    let account = AccountId("75555851".to_owned());
    let decoded = decode_list(list, &account, answer.to_vec(), fetched_at, DecodeLimits::default(), &mut |batch| {
        records += batch.documents.len() + batch.rejects().len();
        Some(batch.another())
    });
    if let Ok(decoded) = decoded {
        assert_eq!(decoded.records, records as u64, "a record was lost");
    }
});

//! An answer of a method that is polled: no panic, and every metric object is a row or a reject.
#![no_main]

use libfuzzer_sys::fuzz_target;
use model::AccountId;
use normalizer::{DecodeLimits, SampleMethod, SampleMoment, decode_samples};
use tuple::Millis;

fuzz_target!(|data: &[u8]| {
    let [choice, answer @ ..] = data else { return };
    let methods: Vec<&'static SampleMethod> = feeds::all().flat_map(feeds::sample_methods).collect();
    let method = methods[usize::from(*choice) % methods.len()];
    let fetched_at = Millis::new(1_782_864_000_000).expect("a year of ours");
    let moment = SampleMoment { fetched_at, interval_s: 300, is_partial: false };
    let mut records = 0;
    let account = AccountId("75555851".to_owned());
    let decoded = decode_samples(method, &account, &[answer], moment, DecodeLimits::default(), &mut |batch| {
        records += batch.documents.len() + batch.rejects().len();
        Some(batch.another())
    });
    if let Ok(decoded) = decoded {
        assert_eq!(decoded.records, records as u64, "a record was lost");
    }
});

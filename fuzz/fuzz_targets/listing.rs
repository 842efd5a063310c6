//! A listing of files: no panic, and every file that is read from it can be stored.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let listed_at = "https://va.data.liveperson.net/data_access_le/account/75555851/le/engagement";
    let listed_at = listed_at.parse().expect("an address");
    for file in client::read_listing(data, &listed_at).unwrap_or_default().files {
        let name = file.name.to_string();
        assert!(!name.is_empty() && !name.contains('\0') && !file.href.contains('\0'), "{file:?}");
    }
});

//! Any sender: what is read is canonical, and reading it again changes nothing.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sms::{Address, number::Region};

fuzz_target!(|input: (&str, u8)| {
    let (text, region) = input;
    let regions = ["US", "GB", "DE", "IT", "NO", "MX", "AR", "FO"];
    let region: Region = regions[usize::from(region) % regions.len()]
        .parse()
        .unwrap();
    for address in [Address::parse(text, region), Address::from_wire(text)]
        .into_iter()
        .flatten()
    {
        assert_eq!(Address::from_wire(address.as_str()), Ok(address));
        let digits = address.as_str().trim_start_matches('+');
        assert!(
            digits.len() < 3
                || !format!("{address:?}").contains(digits)
                || text.chars().any(char::is_alphabetic)
        );
    }
});

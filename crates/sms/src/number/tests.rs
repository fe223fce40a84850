use proptest::prelude::*;

use super::{Address, InvalidAddress, Region};

fn region(name: &str) -> Region {
    name.parse().unwrap()
}

fn kind(address: Address) -> &'static str {
    match address {
        Address::E164(_) => "e164",
        Address::ShortCode(_) => "short",
        Address::Alphanumeric(_) => "name",
    }
}

#[test]
fn people_write_addresses_in_many_ways() {
    let cases = [
        ("US", "+14255550123", "e164", "+14255550123"),
        ("US", " +1 (425) 555-0123 ", "e164", "+14255550123"),
        ("US", "425-555-0123", "e164", "+14255550123"),
        ("US", "(425) 555 0123", "e164", "+14255550123"),
        ("US", "14255550123", "e164", "+14255550123"),
        ("US", "1-425-555-0123", "e164", "+14255550123"),
        ("US", "15555555555", "e164", "+15555555555"),
        ("US", "+18005550100", "e164", "+18005550100"),
        ("US", "011442079460018", "e164", "+442079460018"),
        ("US", "447700900123", "e164", "+447700900123"),
        (
            "US",
            "\u{202a}+1\u{2011}425\u{2011}555\u{2011}0123\u{202c}",
            "e164",
            "+14255550123",
        ),
        ("GB", "020 7946 0018", "e164", "+442079460018"),
        ("GB", "07700 900123", "e164", "+447700900123"),
        ("GB", "447700900123", "e164", "+447700900123"),
        ("GB", "0014255550123", "e164", "+14255550123"),
        ("GB", "+44 (0)20 7946 0018", "e164", "+442079460018"),
        ("GB", "15555555555", "e164", "+15555555555"),
        ("DE", "0151 23456789", "e164", "+4915123456789"),
        ("DE", "4915123456789", "e164", "+4915123456789"),
        ("IT", "06 1234 5678", "e164", "+390612345678"),
        ("NO", "406 12 345", "e164", "+4740612345"),
        ("US", "24273", "short", "24273"),
        ("US", "242-733", "short", "242733"),
        ("DE", "82222", "short", "82222"),
        ("GB", "60777", "short", "60777"),
        ("US", "911", "short", "911"),
        ("US", "00123", "short", "00123"),
        ("US", "CONTOSO", "name", "CONTOSO"),
        ("US", "Contoso 24", "name", "Contoso 24"),
        ("US", "AT&T", "name", "AT&T"),
    ];
    for (default, text, expected, wire) in cases {
        let address = Address::parse(text, region(default)).expect(text);
        assert_eq!(
            (kind(address), address.as_str()),
            (expected, wire),
            "{text} in {default}"
        );
    }
}

#[test]
fn what_is_no_address_is_refused() {
    let long = "1".repeat(100_000);
    for text in [
        "",
        "+",
        "12",
        "+0",
        "+999123456",
        "+1425",
        "A name too long",
        "+1425555O123",
        "---",
        "Ünïcode",
        "\u{0}",
        &long,
    ] {
        assert_eq!(
            Address::parse(text, Region::default()),
            Err(InvalidAddress),
            "{text:.20}"
        );
    }
}

#[test]
fn the_wire_has_the_country_code_and_sometimes_the_plus() {
    for (text, expected, wire) in [
        ("+14255550123", "e164", "+14255550123"),
        ("14255550123", "e164", "+14255550123"),
        ("15555555555", "e164", "+15555555555"),
        // A number of Arkansas, were it national.
        ("4740612345", "e164", "+4740612345"),
        ("447700900123", "e164", "+447700900123"),
        // No plan knows it: the network does.
        ("+999123456789", "e164", "+999123456789"),
        ("24273", "short", "24273"),
        ("CONTOSO", "name", "CONTOSO"),
    ] {
        let address = Address::from_wire(text).unwrap();
        assert_eq!(
            (kind(address), address.as_str()),
            (expected, wire),
            "{text}"
        );
    }
    assert_eq!(Address::from_wire("+1234567890123456"), Err(InvalidAddress));
    assert_eq!(Address::from_wire("0123456789"), Err(InvalidAddress));
}

#[test]
fn one_subscriber_has_one_address() {
    let written = [
        "+442079460018",
        "+4402079460018",
        "+44 (0) 20 7946 0018",
        "442079460018",
    ];
    for text in written {
        let person = Address::parse(text, region("GB")).unwrap();
        let wire = Address::from_wire(text).unwrap();
        assert_eq!(
            (person.as_str(), wire.as_str()),
            ("+442079460018", "+442079460018")
        );
    }
}

#[test]
fn debug_shows_no_digit() {
    let debug = format!(
        "{:?}",
        Address::parse("+14255550123", Region::default()).unwrap()
    );
    assert_eq!(debug, "E164(12 characters)");
    let Ok(Address::E164(inner)) = Address::from_wire("+14255550123") else {
        panic!("a number");
    };
    assert_eq!(format!("{inner:?}"), "12 characters");
}

#[test]
fn json_is_the_wire_form() {
    let address = Address::from_wire("14255550123").unwrap();
    let json = serde_json::to_string(&address).unwrap();
    assert_eq!(json, r#""+14255550123""#);
    assert_eq!(serde_json::from_str::<Address>(&json).unwrap(), address);
    assert!(serde_json::from_str::<Address>(r#""12""#).is_err());
}

#[test]
fn a_region_is_two_capitals_of_a_place_with_telephones() {
    assert_eq!(region("GB").to_string(), "GB");
    assert_eq!(Region::default().to_string(), "US");
    for text in ["", "us", "USA", "ZZ", "QQ", "1A", "U S", "ÄÖ"] {
        assert!(text.parse::<Region>().is_err(), "{text}");
    }
}

proptest! {
    #[test]
    fn no_text_breaks_the_reading(text in "\\PC{0,40}") {
        let read = [Address::parse(&text, Region::default()), Address::from_wire(&text)];
        for address in read.into_iter().flatten() {
            prop_assert_eq!(Address::from_wire(address.as_str()), Ok(address));
        }
    }

    #[test]
    fn reading_twice_is_reading_once(text in "\\+?[0-9 ()-]{3,18}") {
        for default in ["US", "GB", "DE", "IT", "AR", "MX"] {
            if let Ok(address) = Address::parse(&text, region(default)) {
                prop_assert_eq!(Address::parse(address.as_str(), Region::default()), Ok(address));
                prop_assert_eq!(Address::from_wire(address.as_str()), Ok(address));
            }
        }
    }
}

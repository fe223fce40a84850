//! The words before a number that say what it is.

/// What the words just before a number say of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cue {
    /// Somebody's telephone.
    Phone,
    /// A social security number.
    Ssn,
    /// The number of a thing: an order, a parcel, a part.
    Thing,
    Nothing,
}

/// How far back a word still speaks of the number.
const REACH: usize = 40;
const WORDS: usize = 5;

/// The nearest word that decides.
pub(super) fn before(units: &[u8], at: usize) -> Cue {
    let near = units
        .get(at.saturating_sub(REACH)..at)
        .unwrap_or_default()
        .to_ascii_lowercase();
    let trimmed = near.trim_ascii_end();
    if trimmed.ends_with(b"#") {
        return Cue::Thing;
    }
    // Another sentence speaks of something else.
    let sentence = near
        .rsplit(|b| matches!(b, b'\n' | b';' | b'!' | b'?'))
        .next()
        .unwrap_or_default();
    let mut words = sentence
        .rsplit(|b| !b.is_ascii_alphabetic() && *b < 0x80)
        .filter(|word| word.len() > 1)
        .take(WORDS);
    let mut previous: &[u8] = b"";
    words
        .find_map(|word| {
            let cue = cue(word, previous);
            previous = word;
            cue
        })
        .unwrap_or(Cue::Nothing)
}

fn cue(word: &[u8], next: &[u8]) -> Option<Cue> {
    Some(match word {
        b"phone" | b"phones" | b"telephone" | b"telefon" | b"tel" | b"tlf" | b"mobile"
        | b"mobil" | b"handy" | b"cell" | b"cellphone" | b"call" | b"calling" | b"dial"
        | b"ring" | b"text" | b"sms" | b"fax" | b"whatsapp" | b"signal" | b"viber"
        | b"telegram" | b"hotline" | b"landline" | b"phonenumber" | b"reach" | b"rufnummer"
        | b"portable" | b"movil" | b"celular" => Cue::Phone,
        b"ssn" | b"ssns" => Cue::Ssn,
        // Not `social media`.
        b"social" if !matches!(next, b"media" | b"network" | b"networks") => Cue::Ssn,
        b"order" | b"orders" | b"ordernumber" | b"invoice" | b"invoices" | b"ticket" | b"case"
        | b"ref" | b"reference" | b"id" | b"ids" | b"tracking" | b"parcel" | b"shipment"
        | b"consignment" | b"package" | b"account" | b"acct" | b"isbn" | b"issn" | b"ean"
        | b"upc" | b"gtin" | b"sku" | b"serial" | b"part" | b"item" | b"article" | b"model"
        | b"product" | b"batch" | b"lot" | b"imei" | b"confirmation" | b"booking"
        | b"reservation" | b"receipt" | b"transaction" | b"txn" | b"policy" | b"claim"
        | b"contract" | b"customer" | b"member" | b"code" | b"pin" | b"otp" | b"zip"
        | b"version" | b"build" | b"commit" | b"issue" | b"bug" | b"timestamp" | b"epoch"
        | b"bestellung" | b"bestellnummer" | b"auftrag" | b"auftragsnummer" | b"rechnung"
        | b"rechnungsnummer" | b"kundennummer" | b"sendung" | b"sendungsnummer" | b"commande"
        | b"facture" | b"pedido" | b"factura" => Cue::Thing,
        _ => return None,
    })
}

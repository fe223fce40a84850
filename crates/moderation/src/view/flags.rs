//! Regional indicators: two of them are a flag, or two letters in boxes.

use super::characters::regional;

/// Reads regional indicators, run by run.
#[derive(Debug, Default)]
pub(super) struct Indicators {
    /// How many of the run are still to come.
    left: usize,
    are_letters: bool,
}

impl Indicators {
    /// The letter that an indicator at the beginning of `rest` is drawn as; `None` in a flag.
    ///
    /// A run is read as flags if all its pairs are flags: what is drawn as one cannot be read as
    /// anything else.
    pub(super) fn letter(&mut self, indicator: char, rest: Option<&str>) -> Option<char> {
        let letter = regional(indicator)?;
        if self.left == 0 {
            let run: Vec<char> = rest?.chars().map_while(regional).collect();
            self.left = run.len();
            self.are_letters = !run.chunks(2).all(is_flag);
        }
        self.left -= 1;
        self.are_letters.then_some(letter)
    }
}

fn is_flag(letters: &[char]) -> bool {
    let [first, second] = letters else {
        return false;
    };
    REGIONS.split(' ').any(|group| {
        let mut group = group.chars();
        group.next() == Some(*first) && group.any(|it| it == *second)
    })
}

/// The regions with a flag: the first letter, then every second one.
///
/// <https://www.unicode.org/Public/emoji/latest/emoji-sequences.txt>
const REGIONS: &str = "acdefgilmoqrstuwxz babdefghijlmnoqrstvwyz cacdfghiklmnopqruvwxyz \
     degjkmoz eaceghrstu fijkmor gabdefghilmnpqrstuwy hkmnrtu icdelmnoqrst jemop \
     keghimnprwyz labcikrstuvy macdefghklmnopqrstuvwxyz nacefgilopruz om paefghklmnrstwy qa \
     reosuw sabcdeghijklmnorstvxyz tacdfghjklmnortvwz uagmnsyz vaceginu wfs xk yet zamw";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_is_a_flag_only_if_it_is_a_region() {
        for (pair, flag) in [
            ("us", true),
            ("gb", true),
            ("sh", true),
            ("fu", false),
            ("ck", true),
        ] {
            assert_eq!(is_flag(&pair.chars().collect::<Vec<_>>()), flag, "{pair}");
        }
        assert!(!is_flag(&['u']));
    }
}

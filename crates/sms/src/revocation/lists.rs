//! The words that the guards know.

/// What may stand around a sentence that says it all.
pub(super) const PLEASANTRIES: [&str; 44] = [
    "please",
    "pls",
    "plz",
    "ok",
    "okay",
    "hi",
    "hey",
    "hello",
    "yes",
    "yeah",
    "no",
    "thanks",
    "thx",
    "thank",
    "you",
    "u",
    "sorry",
    "now",
    "just",
    "already",
    "immediately",
    "asap",
    "sir",
    "maam",
    "guys",
    "kindly",
    "so",
    "and",
    "but",
    "i",
    "said",
    "omg",
    "ugh",
    "today",
    "right",
    "wrong",
    "number",
    "person",
    "me",
    "anymore",
    "again",
    "for",
    "good",
    "and",
];

/// What turns a demand into its opposite, or into a tale.
pub(super) const NEGATIONS: [&str; 26] = [
    "dont",
    "not",
    "never",
    "cant",
    "cannot",
    "wont",
    "didnt",
    "doesnt",
    "couldnt",
    "shouldnt",
    "wouldnt",
    "non",
    "without",
    "nonstop",
    "accidentally",
    "mistakenly",
    "isnt",
    "arent",
    "havent",
    "hasnt",
    "wasnt",
    "aint",
    "dnt",
    "nor",
    "rather",
    "undo",
];

/// Who else may be asked to stop.
pub(super) const OTHERS: [&str; 22] = [
    "he", "she", "they", "him", "her", "them", "kids", "son", "daughter", "husband", "wife", "ex",
    "people", "drivers", "everyone", "mom", "dad", "boss", "someone", "friend", "brother",
    "sister",
];

/// What makes of "stop" something else.
pub(super) const BEHIND_STOP: [&str; 24] = [
    "to", "2", "by", "at", "in", "on", "over", "for", "off", "and", "or", "sign", "signs",
    "payment", "loss", "work", "light", "the", "my", "your", "our", "a", "is", "was",
];

/// Where one stops on the road.
pub(super) const PLACES: [&str; 9] = [
    "at", "by", "in", "on", "here", "there", "number", "for", "over",
];

/// What can stand behind "text me" without changing that it is not wanted.
pub(super) const CLOSINGS: [&str; 21] = [
    "again", "anymore", "any", "ever", "please", "pls", "plz", "thanks", "thank", "or", "and", "i",
    "im", "this", "you", "its", "because", "cuz", "bc", "wrong", "number",
];

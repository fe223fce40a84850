// What obscenity says of the texts on stdin, `{"words": [..], "texts": [..]}`, in a few settings:
// `[{"setting": "..", "flagged": [true, ..]}, ..]` to stdout.

import { readFileSync } from "node:fs";
import {
  DataSet,
  RegExpMatcher,
  englishDataset,
  englishRecommendedTransformers,
  parseRawPattern,
  skipNonAlphabeticTransformer,
} from "obscenity";

// The recommended transformers leave one letter of a row, and up to two of these. A pattern has to
// allow for that, as those of the package's own list do.
const TWICE = "beolsg";

function pattern(word) {
  const letters = word.match(/(.)\1*/g).map(([letter, second]) => {
    if (!TWICE.includes(letter)) return letter;
    return second === undefined ? `${letter}[${letter}]` : letter + letter;
  });
  return letters.join("");
}

function dataset(words, edge) {
  const set = new DataSet();
  for (const word of words) {
    set.addPhrase((phrase) =>
      phrase.setMetadata({ word }).addPattern(parseRawPattern(edge + pattern(word) + edge)),
    );
  }
  return set;
}

const { words, texts } = JSON.parse(readFileSync(0, "utf8"));
const recommended = englishRecommendedTransformers;
// In its own order, before the rows of a letter are shortened.
const before = recommended.blacklistMatcherTransformers.slice(0, -1);
const [last] = recommended.blacklistMatcherTransformers.slice(-1);
const skipping = {
  ...recommended,
  blacklistMatcherTransformers: [...before, skipNonAlphabeticTransformer(), last],
};
const settings = [
  ["whole words", dataset(words, "|"), recommended],
  ["anywhere", dataset(words, ""), recommended],
  ["whole words; its own list, too", dataset(words, "|").addAll(englishDataset), recommended],
  ["anywhere; only letters count", dataset(words, ""), skipping],
];
const verdicts = settings.map(([setting, set, transformers]) => {
  const matcher = new RegExpMatcher({ ...set.build(), ...transformers });
  return { setting, flagged: texts.map((text) => matcher.hasMatch(text)) };
});
process.stdout.write(JSON.stringify(verdicts));

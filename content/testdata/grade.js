// Reads a JSON array of texts on stdin; writes how hard each reads, one JSON object a line: sentences and words
// cut here, syllables by npm's syllable, the grade by npm's flesch-kincaid. Run with NODE_PATH pointing at a
// node_modules folder that has both.
const syllable = require('syllable');
const grade = require('flesch-kincaid');
const texts = JSON.parse(require('fs').readFileSync(0, 'utf8'));
for (const text of texts) {
  const sentences = text.split(/[.?!]+["')]*(?:\s+|$)|\n+/).filter((s) => /[a-z0-9]/i.test(s));
  const words = sentences.flatMap((s) => s.split(/\s+/)).filter((w) => /[a-z0-9]/i.test(w));
  const spoken = words.map((w) => (/^[("']*[0-9]/.test(w) ? 1 : syllable(w) || 1)).reduce((a, b) => a + b, 0);
  const counts = {sentence: sentences.length, word: words.length, syllable: spoken};
  console.log(JSON.stringify({text, ...counts, grade: words.length ? grade(counts) : 0}));
}

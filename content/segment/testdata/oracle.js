// Reads a JSON array of texts on stdin; writes what npm's sms-segments-calculator says of each, one
// JSON object a line. Run with NODE_PATH pointing at a node_modules folder that has the package.
const {SegmentedMessage} = require('sms-segments-calculator');
const texts = JSON.parse(require('fs').readFileSync(0, 'utf8'));
for (const text of texts) {
  const m = new SegmentedMessage(text);
  const units = m.encodedChars.reduce((n, c) => n + c.codeUnits.length, 0);
  console.log(JSON.stringify({text, segments: m.segmentsCount, units, ucs2: m.encodingName === 'UCS-2'}));
}

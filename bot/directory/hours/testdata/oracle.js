// Says when npm's opening_hours (https://github.com/opening-hours/opening_hours.js, LGPL-3.0) takes a place to be
// open. In: a JSON array of {name, osm, nation, from, to}, the times in milliseconds. Out: a line for each, with the
// stretches between from and to as [opens, closes] in seconds. A stretch with a comment and no "open", such as one
// "by appointment", is not open.
process.env.TZ = 'Europe/London';
const OpeningHours = require('opening_hours');
let text = '';
process.stdin.on('data', (part) => { text += part; });
process.stdin.on('end', () => {
  for (const c of JSON.parse(text)) {
    const place = { lat: 51.5, lon: -0.1, address: { country_code: 'gb', state: c.nation } };
    const open = new OpeningHours(c.osm, place).getOpenIntervals(new Date(c.from), new Date(c.to))
      .filter((i) => !i[2])
      .map((i) => [i[0].getTime() / 1000, i[1].getTime() / 1000]);
    console.log(JSON.stringify({ name: c.name, osm: c.osm, from: c.from, to: c.to, open }));
  }
});

// Says what npm's postcode makes of each line: the postcode after its fix, or "-".
const { parse, fix } = require("postcode");
for (const line of require("fs").readFileSync(0, "utf8").split("\n")) {
  if (line === "") continue;
  const p = parse(fix(line));
  console.log(line + "\t" + (p.valid ? p.postcode : "-"));
}

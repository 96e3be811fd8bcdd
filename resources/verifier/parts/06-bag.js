/* BagIt 1.0 bags (RFC 8493) of a closed list of files, all of them accounted for. */

const DECLARATION = "bagit.txt", INFO = "bag-info.txt";
const MANIFEST = "manifest-sha256.txt", TAG_MANIFEST = "tagmanifest-sha256.txt";
const DECLARED = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";
const SAID = new RegExp(
  "^External-Identifier: ([!-~]{1,100})\\nPayload-Oxum: (0|[1-9][0-9]{0,17})\\.(0|[1-9][0-9]{0,8})\\n" +
    "Format: ([!-~]{1,100})\\n$",
);

function refuse_bag(problem, paths) {
  if (paths.length) throw new Refusal("BadBag", problem, [...paths].sort());
}

/* The sums of a manifest by path; refused unless it is spelt as the writer spells it. */
function read_manifest(name, bytes) {
  const sums = new Map(), lines = binary_of(bytes).split("\n");
  let fine = lines.pop() === "";
  for (const line of lines) {
    const found = /^([0-9a-f]{64}) {2}([!-~]+)$/.exec(line);
    if (!found) fine = false;
    else sums.set(found[2], found[1]);
  }
  const paths = [...sums.keys()];
  const sorted = paths.every((path, i) => i === 0 || paths[i - 1] < path) && paths.length === lines.length;
  const inside = name === TAG_MANIFEST || paths.every((path) => path.startsWith("data/"));
  if (!fine || !sorted || !inside || !paths.every(is_portable) || !stand_together(paths)) refuse_bag("form", [name]);
  return sums;
}

/* Prove that files are one whole bag. They come by path as {size, sum, bytes}; bytes of tag files must be there. */
function check_bag(files, beside) {
  const tags = [DECLARATION, INFO, MANIFEST, TAG_MANIFEST];
  refuse_bag("missing", tags.filter((name) => !files.has(name)));
  const listed = read_manifest(MANIFEST, files.get(MANIFEST).bytes);
  const payload = [...files.keys()].filter((path) => !tags.includes(path) && !beside.includes(path));
  const there = new Set(payload);
  refuse_bag("missing", [...listed.keys()].filter((path) => !there.has(path)));
  refuse_bag("extra", payload.filter((path) => !listed.has(path)));
  const listed_tags = read_manifest(TAG_MANIFEST, files.get(TAG_MANIFEST).bytes);
  if ([...listed_tags.keys()].join() !== [INFO, DECLARATION, MANIFEST].sort().join()) refuse_bag("form", [TAG_MANIFEST]);
  const changed = [...listed_tags, ...listed].filter(([path, sum]) => files.get(path).sum !== sum);
  refuse_bag("changed", changed.map(([path]) => path));
  if (!same_bytes(files.get(DECLARATION).bytes, utf8(DECLARED))) refuse_bag("form", [DECLARATION]);
  const said = SAID.exec(binary_of(files.get(INFO).bytes));
  if (!said) refuse_bag("form", [INFO]);
  const octets = payload.reduce((sum, path) => sum + files.get(path).size, 0);
  if (Number(said[2]) !== octets || Number(said[3]) !== payload.length) refuse_bag("count", [INFO]);
  return { identifier: said[1], layout: said[4], payload, octets };
}

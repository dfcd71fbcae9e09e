// A proof of work before a question without an account, while many wait: of the numbers up to `maxnumber`, the one whose SHA-256 behind the
// salt is the challenge (ALTCHA's first version). SHA-256 is written out: a browser offers its own by TLS alone, and hands it over one at a time.
const huizhaoProof = (() => {
  const AT_ONCE = 5000;
  const roots = (power) => {
    const found = [];
    for (let number = 2; found.length < 64; number += 1) {
      if (found.every((one) => number % one.prime)) {
        const root = number ** power;
        found.push({ prime: number, bits: ((root - Math.floor(root)) * 2 ** 32) | 0 });
      }
    }
    return found.map((one) => one.bits);
  };
  const START = roots(1 / 2).slice(0, 8);
  const CONSTANTS = roots(1 / 3);
  const turned = (word, by) => (word >>> by) | (word << (32 - by));

  const sha256 = (text) => {
    const bytes = new TextEncoder().encode(text);
    const words = new Int32Array((((bytes.length + 8) >> 6) + 1) * 16);
    bytes.forEach((byte, at) => { words[at >> 2] |= byte << (24 - (at % 4) * 8); });
    words[bytes.length >> 2] |= 0x80 << (24 - (bytes.length % 4) * 8);
    words[words.length - 1] = bytes.length * 8;
    const hash = [...START];
    const w = new Int32Array(64);
    for (let block = 0; block < words.length; block += 16) {
      for (let at = 0; at < 64; at += 1) {
        if (at < 16) { w[at] = words[block + at]; continue; }
        const near = w[at - 2];
        const far = w[at - 15];
        w[at] = w[at - 16] + (turned(far, 7) ^ turned(far, 18) ^ (far >>> 3)) + w[at - 7] + (turned(near, 17) ^ turned(near, 19) ^ (near >>> 10));
      }
      let [a, b, c, d, e, f, g, h] = hash;
      for (let at = 0; at < 64; at += 1) {
        const one = (h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + ((e & f) ^ (~e & g)) + CONSTANTS[at] + w[at]) | 0;
        const two = ((turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
        h = g; g = f; f = e; e = (d + one) | 0;
        d = c; c = b; b = a; a = (one + two) | 0;
      }
      [a, b, c, d, e, f, g, h].forEach((word, at) => { hash[at] = (hash[at] + word) | 0; });
    }
    return hash.map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
  };

  // The header's value, "" where nothing has to be proved now.
  const wanted = async (address) => {
    const told = await fetch(address, { credentials: "omit" }).then((answer) => (answer.ok ? answer.json() : {})).catch(() => ({}));
    if (!told.challenge) return "";
    const { maxnumber, ...challenge } = told.challenge;
    for (let number = 0; number <= maxnumber; number += 1) {
      if (sha256(challenge.salt + number) === challenge.challenge) return btoa(JSON.stringify({ ...challenge, number }));
      if (number % AT_ONCE === AT_ONCE - 1) await new Promise((go) => { setTimeout(go); }); // the page stays alive meanwhile
    }
    return "";
  };
  return { wanted, sha256 };
})();

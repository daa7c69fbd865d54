// SPDX-License-Identifier: Apache-2.0
// What the scenarios share: the server's address and dialect, bodies, names, curl.
import { spawn } from "node:child_process";
import { createCipheriv, randomBytes } from "node:crypto";

export const dialect = process.env.OSTLER_DIALECT;
export const endpoint = process.env.OSTLER_ENDPOINT;

export const KIB = 1 << 10;
export const MIB = 1 << 20;
export const SIZES = [0, 1, 64 * KIB - 1, 64 * KIB, 64 * KIB + 1, 5 * MIB - 1, 5 * MIB, 5 * MIB + 1, 100 * MIB];

/** Bytes that do not repeat; the same for the same seed. */
export function body(size, seed = 0) {
  const counter = Buffer.alloc(16);
  counter.writeUInt32BE(seed);
  return createCipheriv("aes-128-ctr", Buffer.alloc(16), counter).update(Buffer.alloc(size));
}

/** Names that get lost where a client or a server encodes once too often, or too rarely. */
export const NAMES = [
  "with blank.txt", "two  blanks and one at the end ", "plus+plus", "percent%", "encoded%2Fslash", "twice%252Fencoded",
  "question?mark=1&and#hash", "'single' \"double\" <angle> (round) [square]", "star*tilde~exclamation!", "back\\slash",
  "ünïcödé", "decomposed-u\u0308", "日本語/ファイル", "emoji-\u{1f980}", "x".repeat(1024),
];

/** Names that no local tree holds. */
export const UNTREELIKE_NAMES = [
  "double//slash", "/leading-slash", "//two-leading-slashes", "trailing-slash/", "dots/../parent", "../above",
  "./here", ".", "..", "/",
];

export const newName = () => "clients-" + randomBytes(6).toString("hex");

/** Plain curl, as a program that knows nothing of S3: status and body. */
export function curl(...args) {
  return new Promise((resolve, reject) => {
    const child = spawn("curl", ["-sS", "-q", "-g", "--path-as-is", "--max-time", "60", "-w", "%{stderr}%{http_code}", ...args]);
    const out = [], err = [];
    child.stdout.on("data", (chunk) => out.push(chunk));
    child.stderr.on("data", (chunk) => err.push(chunk));
    child.on("error", reject);
    child.on("close", (code) => {
      const said = Buffer.concat(err).toString();
      if (code === 0) resolve({ status: Number(said.slice(-3)), body: Buffer.concat(out) });
      else reject(new Error(`curl ended with ${code}: ${said}`));
    });
  });
}

/** The message that a scenario expects of a refusal, by dialect. */
export const WORDS = {
  wrongSecret: {
    oci: "The required information to complete authentication was not provided.",
    s3: "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
  }[dialect],
  unknownKey: {
    oci: "The secret key required to complete authentication could not be found. The region must be specified if this is" +
      " not the home region for the tenancy.",
    s3: "The AWS Access Key Id you provided does not exist in our records.",
  }[dialect],
  missingObject: (bucket, key) => ({
    oci: `The object '${key}' was not found in the bucket '${bucket}'`,
    s3: "The specified key does not exist.",
  })[dialect],
};

// SPDX-License-Identifier: Apache-2.0
// MinIO's client for JavaScript.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { test } from "node:test";
import { Client, CopyConditions } from "minio";
import { MIB, NAMES, SIZES, UNTREELIKE_NAMES, WORDS, body, curl, dialect, endpoint, newName } from "./world.mjs";

const { hostname, port } = new URL(endpoint);
const client = (options = {}) => new Client({
  endPoint: hostname, port: Number(port), useSSL: false, region: "us-ashburn-1",
  accessKey: process.env.AWS_ACCESS_KEY_ID, secretKey: process.env.AWS_SECRET_ACCESS_KEY, ...options,
});
const minio = client();

const get = async (...of) => buffer(await minio.getObject(...of));
const all = async (stream) => {
  const items = [];
  for await (const item of stream) items.push(item);
  return items;
};
// In a listing it reads names of digits as numbers, and 0 as no name at all.
const keys = async (bucket, prefix = "") => (await all(minio.listObjectsV2(bucket, prefix, true))).map(({ name }) => name);

/** A scenario with a bucket of its own, which is gone afterwards with all that is in it. */
function scenario(name, run) {
  test(name, async () => {
    const bucket = newName();
    await minio.makeBucket(bucket, "us-ashburn-1");
    try {
      await run(bucket);
    } finally {
      for (const key of await keys(bucket)) await minio.removeObject(bucket, key);
      await minio.removeBucket(bucket);
    }
  });
}

const refused = (promise, code, message) =>
  assert.rejects(promise, (error) => {
    assert.equal(error.code, code, error.message);
    if (message !== undefined) assert.equal(error.message, message);
    return true;
  });

scenario("objects of every size", async (bucket) => {
  for (const size of SIZES) {
    await minio.putObject(bucket, `of ${size}`, body(size), size);

    assert.ok((await get(bucket, `of ${size}`)).equals(body(size)));
  }
});

scenario("streams", async (bucket) => {
  await minio.putObject(bucket, "stream", Readable.from([body(70_000), body(3, 1)]));

  assert.ok((await get(bucket, "stream")).equals(Buffer.concat([body(70_000), body(3, 1)])));
});

scenario("managed transfers", async (bucket) => {
  const [source, target] = [join(tmpdir(), "minio-source"), join(tmpdir(), "minio-target")];
  await writeFile(source, body(70 * MIB + 1));

  await client({ partSize: 6 * MIB }).fPutObject(bucket, "big", source, { "Content-Type": "image/tiff", "X-Amz-Meta-Camera": "X1" });
  await minio.fGetObject(bucket, "big", target);

  assert.ok((await readFile(target)).equals(body(70 * MIB + 1)));
  const stat = await minio.statObject(bucket, "big");
  assert.deepEqual([stat.size, stat.metaData["content-type"], stat.metaData.camera], [70 * MIB + 1, "image/tiff", "X1"]);
  assert.match(stat.etag, /-12$/);
});

scenario("metadata and stored headers", async (bucket) => {
  await minio.putObject(bucket, "k", "x", 1, { "Content-Type": "image/jpeg", "Cache-Control": "max-age=60", Camera: "X1" });

  const { metaData, etag } = await minio.statObject(bucket, "k");
  assert.deepEqual([metaData["content-type"], metaData["cache-control"], metaData.camera], ["image/jpeg", "max-age=60", "X1"]);
  assert.equal(etag, createHash("md5").update("x").digest("hex"));
});

scenario("names of every kind", async (bucket) => {
  // It joins the name to a path of its own, where these are something else.
  const names = [...NAMES, ...UNTREELIKE_NAMES].filter((name) => ![".", "..", "/"].includes(name));
  for (const name of names) await minio.putObject(bucket, name, name);

  assert.deepEqual((await keys(bucket)).sort(), names.sort());
  for (const name of names) {
    assert.equal((await get(bucket, name)).toString(), name);
    await minio.removeObject(bucket, name);
  }
  assert.deepEqual(await keys(bucket), []);
});

scenario("ranges", async (bucket) => {
  await minio.putObject(bucket, "k", body(200_000));

  const part = await buffer(await minio.getPartialObject(bucket, "k", 65_536, 1000));

  assert.ok(part.equals(body(200_000).subarray(65_536, 66_536)));
});

scenario("copies", async (bucket) => {
  await minio.putObject(bucket, "a b+c/ü", "here", 4, { "Content-Type": "image/png" });

  await minio.copyObject(bucket, "copy", `/${bucket}/a b+c/ü`);

  assert.equal((await get(bucket, "copy")).toString(), "here");
  const unchanged = new CopyConditions();
  unchanged.setMatchETag("0");
  await refused(minio.copyObject(bucket, "again", `/${bucket}/copy`, unchanged), "PreconditionFailed");
});

scenario("listing folders", async (bucket) => {
  for (const name of ["a", "folder/b", "folder/c", "z"]) await minio.putObject(bucket, name, "x");

  const seen = await all(minio.listObjects(bucket, "", false));

  assert.deepEqual(seen.map(({ name, prefix }) => name ?? prefix).sort(), ["a", "folder/", "z"]);
});

scenario("listing pages", async (bucket) => {
  const names = Array.from({ length: 1005 }, (_, number) => "k" + String(number).padStart(4, "0"));
  for (let at = 0; at < names.length; at += 50) {
    await Promise.all(names.slice(at, at + 50).map((name) => minio.putObject(bucket, name, "")));
  }

  assert.deepEqual(await keys(bucket), names);
  // It sends Content-MD5, which OCI takes.
  await minio.removeObjects(bucket, names);
  assert.deepEqual(await keys(bucket), []);
});

scenario("the life of a bucket", async (bucket) => {
  const name = bucket + "-too";
  await minio.makeBucket(name, "us-ashburn-1");
  await minio.putObject(name, "k", "x");

  assert.ok((await minio.listBuckets()).some((found) => found.name === name));
  assert.ok(await minio.bucketExists(name));
  const again = minio.makeBucket(name, "us-ashburn-1");
  await (dialect === "oci" ? refused(again, "BucketAlreadyOwnedByYou") : again);
  await refused(minio.removeBucket(name), "BucketNotEmpty");
  await minio.removeObject(name, "k");
  await minio.removeBucket(name);
  assert.ok(!(await minio.bucketExists(name)));
});

scenario("bucket tags", async (bucket) => {
  await minio.setBucketTagging(bucket, { team: "data" });
  assert.deepEqual(await minio.getBucketTagging(bucket), [{ Key: "team", Value: "data" }]);
  await minio.removeBucketTagging(bucket);
  await refused(minio.getBucketTagging(bucket), "NoSuchTagSet");
});

scenario("plain delete objects", async (bucket) => {
  const names = ["a & b", "<c>", "d"];
  for (const name of names) await minio.putObject(bucket, name, "x");

  await minio.removeObjects(bucket, names);

  assert.deepEqual(await keys(bucket), []);
});

scenario("presigned urls by curl", async (bucket) => {
  const put = await curl("-X", "PUT", "--data-binary", "here", "-H", "Content-Type:", await minio.presignedPutObject(bucket, "a b+c/ü.bin", 600));
  const got = await curl(await minio.presignedGetObject(bucket, "a b+c/ü.bin", 600));

  assert.deepEqual([put.status, got.status, got.body.toString()], [200, 200, "here"]);
});

scenario("expired urls", async (bucket) => {
  const url = await minio.presignedUrl("GET", bucket, "k", 1, {}, new Date(Date.now() - 5000));

  assert.match((await curl(url)).body.toString(), /<Message>Request has expired<\/Message>/);
});

scenario("presigned posts", async (bucket) => {
  const file = join(tmpdir(), "minio upload.bin");
  await writeFile(file, body(1000));
  const policy = minio.newPostPolicy();
  policy.setBucket(bucket);
  policy.setKey("forms/k");
  policy.setExpires(new Date(Date.now() + 600_000));
  policy.setContentLengthRange(1, 1000);
  const { postURL, formData } = await minio.presignedPostPolicy(policy);
  const form = Object.entries(formData).flatMap(([name, value]) => ["-F", `${name}=${value}`]);

  const sent = await curl(...form, "-F", `file=@${file}`, postURL);

  assert.equal(sent.status, dialect === "oci" ? 200 : 204);
  assert.ok((await get(bucket, "forms/k")).equals(body(1000)));
});

scenario("wrong secret", async (bucket) => {
  await refused(all(client({ secretKey: "wrong" }).listObjectsV2(bucket)), "SignatureDoesNotMatch", WORDS.wrongSecret);
});

scenario("unknown key", async (bucket) => {
  await refused(all(client({ accessKey: "unknown" }).listObjectsV2(bucket)),
    dialect === "oci" ? "SignatureDoesNotMatch" : "InvalidAccessKeyId", WORDS.unknownKey);
});


scenario("missing objects and buckets", async (bucket) => {
  await refused(minio.getObject(bucket, "no/such"), "NoSuchKey", WORDS.missingObject(bucket, "no/such"));
  await refused(minio.putObject("no-such-bucket-here", "k", "x"), "NoSuchBucket", "The specified bucket does not exist");
});

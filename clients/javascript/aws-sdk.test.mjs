// SPDX-License-Identifier: Apache-2.0
// The AWS SDK for JavaScript, version 3.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { test } from "node:test";
import {
  AbortMultipartUploadCommand, CompleteMultipartUploadCommand, CopyObjectCommand, CreateBucketCommand,
  CreateMultipartUploadCommand, DeleteBucketCommand, DeleteObjectCommand, DeleteObjectsCommand, GetBucketLocationCommand,
  GetObjectCommand, GetObjectTaggingCommand, HeadBucketCommand, HeadObjectCommand, ListBucketsCommand,
  ListMultipartUploadsCommand, ListPartsCommand, PutObjectCommand, S3Client, UploadPartCommand, UploadPartCopyCommand,
  paginateListObjectsV2,
} from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import { createPresignedPost } from "@aws-sdk/s3-presigned-post";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { MIB, NAMES, SIZES, UNTREELIKE_NAMES, WORDS, body, curl, dialect, endpoint, newName } from "./world.mjs";

const client = (options = {}) => new S3Client({ endpoint, forcePathStyle: true, ...options });
const s3 = client();

const put = (Bucket, Key, Body, more = {}) => s3.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
const get = (Bucket, Key, more = {}) => s3.send(new GetObjectCommand({ Bucket, Key, ...more }));
const bytes = async (answer) => Buffer.from(await answer.Body.transformToByteArray());

async function keys(Bucket, more = {}) {
  const all = [];
  for await (const page of paginateListObjectsV2({ client: s3 }, { Bucket, ...more })) {
    all.push(...(page.Contents ?? []).map((entry) => entry.Key));
  }
  return all;
}

/** A scenario with a bucket of its own, which is gone afterwards with all that is in it. */
function scenario(name, run) {
  test(name, async () => {
    const bucket = newName();
    await s3.send(new CreateBucketCommand({ Bucket: bucket }));
    try {
      await run(bucket);
    } finally {
      const { Uploads = [] } = await s3.send(new ListMultipartUploadsCommand({ Bucket: bucket }));
      for (const { Key, UploadId } of Uploads) {
        await s3.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key, UploadId }));
      }
      for (const Key of await keys(bucket)) await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key }));
      await s3.send(new DeleteBucketCommand({ Bucket: bucket }));
    }
  });
}

/** Fails unless the call is refused with this status, name and (when given) message. */
const refused = (promise, status, name, message) =>
  assert.rejects(promise, (error) => {
    assert.deepEqual([error.$metadata?.httpStatusCode, error.name], [status, name], error.message);
    if (message !== undefined) assert.equal(error.message, message);
    return true;
  });

scenario("objects of every size", async (bucket) => {
  for (const size of SIZES) {
    const sent = body(size);

    const { ETag } = await put(bucket, `${size}`, sent);

    assert.equal(ETag, `"${createHash("md5").update(sent).digest("hex")}"`);
    assert.ok((await bytes(await get(bucket, `${size}`))).equals(sent));
  }
});

scenario("streams", async (bucket) => {
  const sent = body(300_000);

  await put(bucket, "stream", Readable.from([sent.subarray(0, 1000), sent.subarray(1000)]), { ContentLength: sent.length });

  assert.ok((await bytes(await get(bucket, "stream"))).equals(sent));
});

scenario("managed transfers", async (bucket) => {
  for (const size of [0, 5 * MIB, 21 * MIB + 3]) {
    const upload = new Upload({ client: s3, queueSize: 4, partSize: 5 * MIB,
      params: { Bucket: bucket, Key: `${size}`, Body: Readable.from(chunks(body(size))), ContentType: "image/tiff" } });

    await upload.done();

    const got = await get(bucket, `${size}`);
    assert.equal(got.ContentType, "image/tiff");
    assert.ok((await bytes(got)).equals(body(size)));
  }
});

function* chunks(all) {
  for (let at = 0; at < all.length; at += 100_000) yield all.subarray(at, at + 100_000);
}

scenario("metadata and stored headers", async (bucket) => {
  const stored = { ContentType: "image/jpeg", ContentEncoding: "gzip", ContentDisposition: "attachment",
    ContentLanguage: "de, en", CacheControl: "max-age=60, public" };
  const Metadata = { camera: "X1", "with-blanks": "a  b", equals: "a=b;c,d" };

  await put(bucket, "k", "x", { ...stored, Metadata });

  const head = await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: "k" }));
  for (const [name, value] of Object.entries(stored)) assert.equal(head[name], value);
  assert.deepEqual(head.Metadata, Metadata);
});

scenario("names of every kind", async (bucket) => {
  const names = [...NAMES, ...UNTREELIKE_NAMES];
  for (const name of names) await put(bucket, name, name);

  assert.deepEqual((await keys(bucket)).sort(), names.sort());

  for (const name of names) {
    assert.equal((await bytes(await get(bucket, name))).toString(), name);
    await s3.send(new CopyObjectCommand({ Bucket: bucket, Key: "copy", CopySource: `${bucket}/${encodeURIComponent(name)}` }));
    assert.equal((await bytes(await get(bucket, "copy"))).toString(), name);
    await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: name }));
  }
  assert.deepEqual(await keys(bucket), ["copy"]);
});

scenario("ranges", async (bucket) => {
  const sent = body(200_000);
  await put(bucket, "k", sent);

  const middle = await get(bucket, "k", { Range: "bytes=65536-131071" });
  const end = await get(bucket, "k", { Range: "bytes=-100" });

  assert.equal(middle.ContentRange, "bytes 65536-131071/200000");
  assert.ok((await bytes(middle)).equals(sent.subarray(65536, 131072)));
  assert.ok((await bytes(end)).equals(sent.subarray(-100)));
  await refused(get(bucket, "k", { Range: "bytes=200000-" }), 416, "InvalidRange");
});

scenario("conditional reads", async (bucket) => {
  const { ETag } = await put(bucket, "k", "x");

  assert.equal((await bytes(await get(bucket, "k", { IfMatch: ETag }))).toString(), "x");
  await refused(get(bucket, "k", { IfMatch: '"0"' }), 412, "PreconditionFailed");
  // An answer without a body has no name for the SDK.
  await refused(get(bucket, "k", { IfNoneMatch: ETag }), 304, "Unknown");
});

scenario("conditional writes", async (bucket) => {
  const { ETag } = await put(bucket, "k", "first", { IfNoneMatch: "*" });

  await refused(put(bucket, "k", "second", { IfNoneMatch: "*" }), 412, "PreconditionFailed");
  await refused(put(bucket, "k", "second", { IfMatch: '"0"' }), 412, "PreconditionFailed");
  await put(bucket, "k", "second", { IfMatch: ETag });
  await refused(s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: "k", IfMatch: ETag })), 412, "PreconditionFailed");
  assert.equal((await bytes(await get(bucket, "k"))).toString(), "second");
});

scenario("one of 32 concurrent writers wins", async (bucket) => {
  const answers = await Promise.all(Array.from({ length: 32 }, (_, number) =>
    put(bucket, "lock", `${number}`, { IfNoneMatch: "*" }).then(() => 200, (error) => error.$metadata.httpStatusCode)));

  assert.deepEqual(answers.toSorted(), [200, ...Array(31).fill(412)]);
  assert.equal((await bytes(await get(bucket, "lock"))).toString(), `${answers.indexOf(200)}`);
});

scenario("checksums", async (bucket) => {
  const known = { CRC32: "NhCmhg==", CRC32C: "mnG7TA==", SHA1: "qvTGHdzF6KLavt4PO0gs2a6pQ00=",
    SHA256: "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=" };
  for (const [algorithm, value] of Object.entries(known)) {
    await put(bucket, algorithm, "hello", { ChecksumAlgorithm: algorithm });

    const head = await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: algorithm, ChecksumMode: "ENABLED" }));
    const shown = Object.keys(known).filter((name) => head["Checksum" + name] !== undefined);
    assert.deepEqual(shown, dialect === "s3" || algorithm === "SHA256" ? [algorithm] : []);
    if (shown.length) assert.equal(head["Checksum" + algorithm], value);
    await refused(put(bucket, algorithm, "hullo", { ["Checksum" + algorithm]: value }), 400, "BadDigest");
  }
});

scenario("multipart with parallel and resent parts", async (bucket) => {
  const of = { Bucket: bucket, Key: "big" };
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand(of));
  const numbers = [4, 2, 1, 3];

  const Parts = await Promise.all(numbers.map(async (PartNumber) => {
    await s3.send(new UploadPartCommand({ ...of, UploadId, PartNumber, Body: body(5 * MIB, 100 + PartNumber) }));
    const { ETag } = await s3.send(new UploadPartCommand({ ...of, UploadId, PartNumber, Body: body(5 * MIB, PartNumber) }));
    return { PartNumber, ETag };
  }));
  const listed = await s3.send(new ListPartsCommand({ ...of, UploadId }));
  Parts.sort((a, b) => a.PartNumber - b.PartNumber);
  const done = await s3.send(new CompleteMultipartUploadCommand({ ...of, UploadId, MultipartUpload: { Parts } }));

  assert.deepEqual(listed.Parts.map((part) => part.PartNumber), [1, 2, 3, 4]);
  assert.match(done.ETag, /-4"$/);
  const got = await bytes(await get(bucket, "big"));
  assert.ok(got.equals(Buffer.concat([1, 2, 3, 4].map((number) => body(5 * MIB, number)))));
});

scenario("multipart from copied ranges", async (bucket) => {
  await put(bucket, "source", body(6 * MIB));
  const of = { Bucket: bucket, Key: "copy" };
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand(of));

  const Parts = [];
  for (const [index, range] of [`0-${5 * MIB - 1}`, `${5 * MIB}-${6 * MIB - 1}`].entries()) {
    const { CopyPartResult } = await s3.send(new UploadPartCopyCommand({ ...of, UploadId, PartNumber: index + 1,
      CopySource: `${bucket}/source`, CopySourceRange: `bytes=${range}` }));
    Parts.push({ PartNumber: index + 1, ETag: CopyPartResult.ETag });
  }
  await s3.send(new CompleteMultipartUploadCommand({ ...of, UploadId, MultipartUpload: { Parts } }));

  assert.ok((await bytes(await get(bucket, "copy"))).equals(body(6 * MIB)));
});

scenario("listing pages", async (bucket) => {
  const names = Array.from({ length: 23 }, (_, number) => `${String(number).padStart(2, "0")} +%&<`);
  for (const name of names) await put(bucket, name, "");

  for (const MaxKeys of [1, 10, 1000]) assert.deepEqual(await keys(bucket, { MaxKeys }), names);
  assert.deepEqual(await keys(bucket, { StartAfter: names[20] }), names.slice(21));
});

scenario("the life of a bucket", async (bucket) => {
  const Bucket = bucket + "-too";
  await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: "us-ashburn-1" } }));
  await put(Bucket, "k", "x");

  assert.ok((await s3.send(new ListBucketsCommand({}))).Buckets.some(({ Name }) => Name === Bucket));
  assert.equal((await s3.send(new GetBucketLocationCommand({ Bucket }))).LocationConstraint, "us-ashburn-1");
  const again = s3.send(new CreateBucketCommand({ Bucket }));
  await (dialect === "oci" ? refused(again, 409, "BucketAlreadyOwnedByYou") : again);
  await refused(s3.send(new DeleteBucketCommand({ Bucket })), 409, "BucketNotEmpty");
  await s3.send(new DeleteObjectCommand({ Bucket, Key: "k" }));
  await s3.send(new DeleteBucketCommand({ Bucket }));
  await refused(s3.send(new HeadBucketCommand({ Bucket })), 404, "NotFound");
});

const deletion = (Bucket, more = {}) =>
  s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: "a & b" }, { Key: "c" }] }, ...more }));

scenario("plain delete objects", async (bucket) => {
  await put(bucket, "a & b", "x");

  if (dialect === "oci") {
    await refused(deletion(bucket), 400, "InvalidRequest",
      "Missing required header for this request: Content-MD5 or x-amz-checksum-sha256 or x-amz-checksum-crc32c");
    assert.deepEqual(await keys(bucket), ["a & b"]);
  } else {
    assert.equal((await deletion(bucket)).Deleted.length, 2);
  }
});

scenario("delete objects with sha256", async (bucket) => {
  await put(bucket, "a & b", "x");

  assert.equal((await deletion(bucket, { ChecksumAlgorithm: "SHA256" })).Deleted.length, 2);

  assert.deepEqual(await keys(bucket), []);
});

scenario("delete objects with crc32c", async (bucket) => {
  await put(bucket, "a & b", "x");

  assert.equal((await deletion(bucket, { ChecksumAlgorithm: "CRC32C" })).Deleted.length, 2);

  assert.deepEqual(await keys(bucket), []);
});

scenario("presigned urls by curl", async (bucket) => {
  const of = { Bucket: bucket, Key: "a b+c/ü.bin" };

  const put = await curl("-X", "PUT", "--data-binary", "here", "-H", "Content-Type:", await getSignedUrl(s3, new PutObjectCommand(of)));
  const got = await curl(await getSignedUrl(s3, new GetObjectCommand(of), { expiresIn: 3600 }));
  const deleted = await curl("-X", "DELETE", await getSignedUrl(s3, new DeleteObjectCommand(of)));

  assert.deepEqual([put.status, got.status, got.body.toString(), deleted.status], [200, 200, "here", 204]);
});

scenario("expired urls", async (bucket) => {
  const signingDate = new Date(Date.now() - 5000);
  const url = await getSignedUrl(s3, new GetObjectCommand({ Bucket: bucket, Key: "k" }), { expiresIn: 1, signingDate });

  const late = await curl(url);

  assert.equal(late.status, 403);
  assert.match(late.body.toString(), /<Message>Request has expired<\/Message>/);
});

scenario("presigned posts", async (bucket) => {
  const file = join(tmpdir(), "upload me.bin");
  await writeFile(file, body(1000));
  const { url, fields } = await createPresignedPost(s3, { Bucket: bucket, Key: "forms/k", Expires: 600,
    Conditions: [["content-length-range", 1, 1000], { "Content-Type": "image/png" }], Fields: { "Content-Type": "image/png" } });
  const send = (change) =>
    curl(...Object.entries({ ...fields, ...change }).flatMap(([name, value]) => ["-F", `${name}=${value}`]),
      "-F", `file=@${file}`, url);

  assert.equal((await send({})).status, dialect === "oci" ? 200 : 204);
  assert.equal((await send({ "Content-Type": "text/html" })).status, 403);
  assert.ok((await bytes(await get(bucket, "forms/k"))).equals(body(1000)));
});

const credentials = (change) => ({
  credentials: { accessKeyId: process.env.AWS_ACCESS_KEY_ID, secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY, ...change },
});

scenario("wrong secret", async (bucket) => {
  const mistyped = client(credentials({ secretAccessKey: "wrong" }));

  await refused(mistyped.send(new GetObjectCommand({ Bucket: bucket, Key: "k" })), 403, "SignatureDoesNotMatch", WORDS.wrongSecret);
});

scenario("unknown key", async (bucket) => {
  const unknown = client(credentials({ accessKeyId: "unknown" }));

  await refused(unknown.send(new GetObjectCommand({ Bucket: bucket, Key: "k" })), 403,
    dialect === "oci" ? "SignatureDoesNotMatch" : "InvalidAccessKeyId", WORDS.unknownKey);
});

scenario("wrong region", async (bucket) => {
  const elsewhere = client({ region: "eu-frankfurt-1" });

  await (dialect === "oci"
    ? refused(elsewhere.send(new ListBucketsCommand({})), 403, "SignatureDoesNotMatch", WORDS.unknownKey)
    : refused(elsewhere.send(new ListBucketsCommand({})), 400, "AuthorizationHeaderMalformed",
        "The authorization header is malformed; the region 'eu-frankfurt-1' is wrong; expecting 'us-ashburn-1'"));
  await client({ region: "us-east-1" }).send(new HeadBucketCommand({ Bucket: bucket }));
});

scenario("missing objects and buckets", async (bucket) => {
  await refused(get(bucket, "no/such"), 404, "NoSuchKey", WORDS.missingObject(bucket, "no/such"));
  await refused(s3.send(new HeadObjectCommand({ Bucket: bucket, Key: "no/such" })), 404, "NotFound");
  await refused(put("no-such-bucket-here", "k", body(1_000_000)), 404, "NoSuchBucket");
});

scenario("a public acl is refused clearly", async (bucket) => {
  await assert.rejects(put(bucket, "k", body(2 * MIB), { ACL: "public-read" }), (error) => {
    assert.deepEqual([error.$metadata.httpStatusCode, error.name], [501, "NotImplemented"]);
    assert.match(error.message, /ACL.*public-read/);
    return true;
  });
  assert.deepEqual(await keys(bucket), []);
});

scenario("operations that are not served", async (bucket) => {
  await put(bucket, "k", "x");

  await refused(s3.send(new GetObjectTaggingCommand({ Bucket: bucket, Key: "k" })), 501, "NotImplemented");
});

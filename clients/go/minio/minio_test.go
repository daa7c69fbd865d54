// SPDX-License-Identifier: Apache-2.0

// Scenarios of MinIO's client for Go, which signs every chunk of what it sends over plain HTTP.
package minio

import (
	"bytes"
	"context"
	"io"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"dev.ostler/clients/scenario"
)

var ctx = context.Background()

func newClient(t *testing.T, id, secret, region string) *minio.Client {
	t.Helper()
	endpoint, err := url.Parse(scenario.Endpoint)
	check(t, err)
	client, err := minio.New(endpoint.Host, &minio.Options{
		Creds: credentials.NewStaticV4(id, secret, ""), Region: region, MaxRetries: 1, TrailingHeaders: true})
	check(t, err)
	return client
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func equal[T comparable](t *testing.T, actual, expected T) {
	t.Helper()
	if actual != expected {
		t.Fatalf("got %v, expected %v", actual, expected)
	}
}

// world is a client and a bucket, which is gone after the scenario with all that is in it.
type world struct {
	*testing.T
	*minio.Client
	bucket string
}

func start(t *testing.T) world {
	scenario.Start(t)
	client := newClient(t, os.Getenv("AWS_ACCESS_KEY_ID"), os.Getenv("AWS_SECRET_ACCESS_KEY"), "us-ashburn-1")
	w := world{t, client, scenario.NewName()}
	check(t, w.MakeBucket(ctx, w.bucket, minio.MakeBucketOptions{}))
	t.Cleanup(func() {
		for _, key := range w.keys() {
			check(t, w.Client.RemoveObject(ctx, w.bucket, key, minio.RemoveObjectOptions{}))
		}
		check(t, w.RemoveBucket(ctx, w.bucket))
	})
	return w
}

func (w world) put(key string, body []byte, options minio.PutObjectOptions) error {
	_, err := w.PutObject(ctx, w.bucket, key, bytes.NewReader(body), int64(len(body)), options)
	return err
}

func (w world) get(key string) ([]byte, error) {
	object, err := w.GetObject(ctx, w.bucket, key, minio.GetObjectOptions{})
	if err != nil {
		return nil, err
	}
	return io.ReadAll(object)
}

func (w world) holds(key string, body []byte) {
	w.Helper()
	got, err := w.get(key)
	check(w.T, err)
	if !bytes.Equal(got, body) {
		w.Fatalf("%q has other bytes than were put", key)
	}
}

func (w world) keys() []string {
	w.Helper()
	var keys []string
	for object := range w.ListObjects(ctx, w.bucket, minio.ListObjectsOptions{Recursive: true}) {
		check(w.T, object.Err)
		keys = append(keys, object.Key)
	}
	return keys
}

// refusal returns an error as `code: message`.
func refusal(err error) string {
	refused := minio.ToErrorResponse(err)
	return refused.Code + ": " + refused.Message
}

func TestObjectsOfEverySize(t *testing.T) {
	w := start(t)
	for _, size := range scenario.Sizes {
		body := scenario.Body(size, 0)

		check(t, w.put("k", body, minio.PutObjectOptions{}))

		w.holds("k", body)
	}
}

func TestStreams(t *testing.T) {
	w := start(t)
	body := scenario.Body(20*scenario.MiB+1, 0)

	_, err := w.PutObject(ctx, w.bucket, "k", io.MultiReader(bytes.NewReader(body)), -1, minio.PutObjectOptions{PartSize: 5 * scenario.MiB})

	check(t, err)
	w.holds("k", body)
}

func TestMultipartWithParallelParts(t *testing.T) {
	w := start(t)
	body := scenario.Body(33*scenario.MiB+5, 0)

	check(t, w.put("k", body, minio.PutObjectOptions{PartSize: 5 * scenario.MiB, NumThreads: 7}))

	w.holds("k", body)
}

func TestMetadataAndStoredHeaders(t *testing.T) {
	w := start(t)
	check(t, w.put("k", []byte("x"), minio.PutObjectOptions{ContentType: "image/jpeg", CacheControl: "max-age=60",
		UserMetadata: map[string]string{"Camera": "X1"}}))

	head, err := w.StatObject(ctx, w.bucket, "k", minio.StatObjectOptions{})

	check(t, err)
	equal(t, head.ContentType, "image/jpeg")
	equal(t, head.Metadata.Get("Cache-Control"), "max-age=60")
	equal(t, head.UserMetadata["Camera"], "X1")
}

func TestNamesOfEveryKind(t *testing.T) {
	w := start(t)
	names := slices.Concat(scenario.Names, scenario.UntreelikeNames)
	// It refuses "." and "..", and takes a name's first slash for the bucket's.
	names = slices.DeleteFunc(names, func(name string) bool {
		return strings.Trim(name, "./") == "" || strings.HasPrefix(name, "/") || strings.Contains("/"+name+"/", "/../")
	})
	for _, name := range names {
		check(t, w.put(name, []byte(name), minio.PutObjectOptions{}))
	}
	slices.Sort(names)

	equal(t, strings.Join(w.keys(), "\n"), strings.Join(names, "\n"))
	for _, name := range names {
		w.holds(name, []byte(name))
	}
}

func TestChecksums(t *testing.T) {
	w := start(t)
	for _, algorithm := range []minio.ChecksumType{
		minio.ChecksumCRC32, minio.ChecksumCRC32C, minio.ChecksumSHA1, minio.ChecksumSHA256, minio.ChecksumCRC64NVME} {
		body := scenario.Body(100_000, 0)

		check(t, w.put(algorithm.String(), body, minio.PutObjectOptions{Checksum: algorithm}))

		w.holds(algorithm.String(), body)
	}
}

func TestPlainDeleteObjects(t *testing.T) {
	w := start(t)
	objects := make(chan minio.ObjectInfo, 2)
	for _, name := range []string{"a & b", "<c>"} {
		check(t, w.put(name, nil, minio.PutObjectOptions{}))
		objects <- minio.ObjectInfo{Key: name}
	}
	close(objects)

	for refused := range w.RemoveObjects(ctx, w.bucket, objects, minio.RemoveObjectsOptions{}) {
		t.Fatal(refused.Err)
	}

	equal(t, len(w.keys()), 0)
}

func TestCopies(t *testing.T) {
	w := start(t)
	check(t, w.put("a b+c/ü", []byte("here"), minio.PutObjectOptions{ContentType: "image/png"}))

	_, err := w.CopyObject(ctx, minio.CopyDestOptions{Bucket: w.bucket, Object: "copy"},
		minio.CopySrcOptions{Bucket: w.bucket, Object: "a b+c/ü"})

	check(t, err)
	w.holds("copy", []byte("here"))
}

func TestPresignedUrlsByCurl(t *testing.T) {
	w := start(t)
	put, err := w.PresignedPutObject(ctx, w.bucket, "a b+c/ü.bin", time.Hour)
	check(t, err)
	get, err := w.PresignedGetObject(ctx, w.bucket, "a b+c/ü.bin", time.Hour, nil)
	check(t, err)

	status, _ := scenario.Curl(t, "-X", "PUT", "--data-binary", "here", "-H", "Content-Type:", put.String())
	equal(t, status, "200")
	status, body := scenario.Curl(t, get.String())
	equal(t, status+body, "200here")
}

func TestWrongSecret(t *testing.T) {
	w := start(t)
	mistyped := newClient(t, os.Getenv("AWS_ACCESS_KEY_ID"), "wrong", "us-ashburn-1")

	_, err := world{t, mistyped, w.bucket}.get("k")

	equal(t, refusal(err), scenario.WrongSecret)
}

func TestUnknownKey(t *testing.T) {
	w := start(t)
	unknown := newClient(t, "unknown", "secret", "us-ashburn-1")

	_, err := world{t, unknown, w.bucket}.get("k")

	equal(t, refusal(err), scenario.UnknownKey)
}

func TestMissingObjectsAndBuckets(t *testing.T) {
	w := start(t)

	_, err := w.get("no/such")
	equal(t, refusal(err), scenario.MissingObject(w.bucket, "no/such"))
	nowhere := world{t, w.Client, "no-such-bucket-here"}
	equal(t, refusal(nowhere.put("k", scenario.Body(scenario.MiB, 0), minio.PutObjectOptions{})), "NoSuchBucket: The specified bucket does not exist")
}

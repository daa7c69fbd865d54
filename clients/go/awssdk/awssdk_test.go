// SPDX-License-Identifier: Apache-2.0

// Scenarios of the AWS SDK for Go, version 2.
package awssdk

import (
	"bytes"
	"context"
	"crypto/md5"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/feature/s3/manager"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/smithy-go"

	"dev.ostler/clients/scenario"
)

var ctx = context.Background()

func newClient(t *testing.T, options ...func(*config.LoadOptions) error) *s3.Client {
	t.Helper()
	loaded, err := config.LoadDefaultConfig(ctx, options...)
	check(t, err)
	return s3.NewFromConfig(loaded, func(o *s3.Options) { o.UsePathStyle = true })
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

func equalAll[T comparable](t *testing.T, actual, expected []T) {
	t.Helper()
	if !slices.Equal(actual, expected) {
		t.Fatalf("got %v, expected %v", actual, expected)
	}
}

// world is a client and a bucket, which is gone after the scenario with all that is in it.
type world struct {
	*testing.T
	s3     *s3.Client
	bucket *string
}

func start(t *testing.T) world {
	scenario.Start(t)
	w := world{t, newClient(t), aws.String(scenario.NewName())}
	_, err := w.s3.CreateBucket(ctx, &s3.CreateBucketInput{Bucket: w.bucket})
	check(t, err)
	t.Cleanup(func() {
		for _, key := range w.keys(1000) {
			_, err := w.s3.DeleteObject(ctx, &s3.DeleteObjectInput{Bucket: w.bucket, Key: &key})
			check(t, err)
		}
		_, err := w.s3.DeleteBucket(ctx, &s3.DeleteBucketInput{Bucket: w.bucket})
		check(t, err)
	})
	return w
}

func (w world) put(key string, body []byte, change ...func(*s3.PutObjectInput)) (*s3.PutObjectOutput, error) {
	input := &s3.PutObjectInput{Bucket: w.bucket, Key: &key, Body: bytes.NewReader(body)}
	for _, set := range change {
		set(input)
	}
	return w.s3.PutObject(ctx, input)
}

func (w world) mustPut(key string, body []byte) string {
	w.Helper()
	done, err := w.put(key, body)
	check(w.T, err)
	return *done.ETag
}

func (w world) get(key string, change ...func(*s3.GetObjectInput)) ([]byte, error) {
	input := &s3.GetObjectInput{Bucket: w.bucket, Key: &key}
	for _, set := range change {
		set(input)
	}
	got, err := w.s3.GetObject(ctx, input)
	if err != nil {
		return nil, err
	}
	defer got.Body.Close()
	return io.ReadAll(got.Body)
}

func (w world) holds(key string, body []byte) {
	w.Helper()
	got, err := w.get(key)
	check(w.T, err)
	if !bytes.Equal(got, body) {
		w.Fatalf("%q has other bytes than were put", key)
	}
}

func (w world) keys(pageSize int32) []string {
	w.Helper()
	var keys []string
	pages := s3.NewListObjectsV2Paginator(w.s3, &s3.ListObjectsV2Input{Bucket: w.bucket, MaxKeys: &pageSize})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		check(w.T, err)
		for _, entry := range page.Contents {
			keys = append(keys, *entry.Key)
		}
	}
	return keys
}

// refusal returns an error as `code: message`.
func refusal(t *testing.T, err error) string {
	t.Helper()
	var refused smithy.APIError
	if !errors.As(err, &refused) {
		t.Fatalf("expected a refusal, got %v", err)
	}
	return refused.ErrorCode() + ": " + refused.ErrorMessage()
}

func code(t *testing.T, err error) string {
	t.Helper()
	name, _, _ := strings.Cut(refusal(t, err), ":")
	return name
}

func TestObjectsOfEverySize(t *testing.T) {
	w := start(t)
	for _, size := range scenario.Sizes {
		body := scenario.Body(size, 0)
		sum := md5.Sum(body)

		equal(t, w.mustPut("k", body), `"`+hex.EncodeToString(sum[:])+`"`)

		w.holds("k", body)
	}
}

func TestStreams(t *testing.T) {
	w := start(t)
	body := scenario.Body(20*scenario.MiB+1, 0)
	reader := io.MultiReader(bytes.NewReader(body[:1000]), bytes.NewReader(body[1000:]))

	_, err := manager.NewUploader(w.s3).Upload(ctx, &s3.PutObjectInput{Bucket: w.bucket, Key: aws.String("k"), Body: reader})

	check(t, err)
	w.holds("k", body)
}

func TestManagedTransfers(t *testing.T) {
	w := start(t)
	for _, size := range []int{0, 5 * scenario.MiB, 33*scenario.MiB + 5} {
		body := scenario.Body(size, 0)
		uploader := manager.NewUploader(w.s3, func(u *manager.Uploader) { u.Concurrency = 7 })
		downloader := manager.NewDownloader(w.s3, func(d *manager.Downloader) { d.Concurrency = 7 })

		_, err := uploader.Upload(ctx, &s3.PutObjectInput{Bucket: w.bucket, Key: aws.String("k"), Body: bytes.NewReader(body)})
		check(t, err)
		back := manager.NewWriteAtBuffer(nil)
		_, err = downloader.Download(ctx, back, &s3.GetObjectInput{Bucket: w.bucket, Key: aws.String("k")})
		check(t, err)

		if !bytes.Equal(back.Bytes(), body) {
			t.Fatalf("%d bytes came back as others", size)
		}
	}
}

func TestMetadataAndStoredHeaders(t *testing.T) {
	w := start(t)
	_, err := w.put("k", []byte("x"), func(p *s3.PutObjectInput) {
		p.ContentType, p.CacheControl = aws.String("image/jpeg"), aws.String("max-age=60, public")
		p.Metadata = map[string]string{"Camera": "X1", "with-blanks": "a  b"}
	})
	check(t, err)

	head, err := w.s3.HeadObject(ctx, &s3.HeadObjectInput{Bucket: w.bucket, Key: aws.String("k")})

	check(t, err)
	equal(t, *head.ContentType, "image/jpeg")
	equal(t, *head.CacheControl, "max-age=60, public")
	equal(t, fmt.Sprint(head.Metadata), fmt.Sprint(map[string]string{"camera": "X1", "with-blanks": "a  b"}))
}

// copySource makes of an encoded query an encoded copy source, in which a plus would be a blank.
var copySource = strings.NewReplacer("+", "%20")

func TestNamesOfEveryKind(t *testing.T) {
	w := start(t)
	names := slices.Concat(scenario.Names, scenario.UntreelikeNames)
	for _, name := range names {
		w.mustPut(name, []byte(name))
	}
	slices.Sort(names)

	equalAll(t, w.keys(1000), names)

	for _, name := range names {
		w.holds(name, []byte(name))
		_, err := w.s3.CopyObject(ctx, &s3.CopyObjectInput{
			Bucket: w.bucket, Key: aws.String("copy"), CopySource: aws.String(*w.bucket + "/" + copySource.Replace(url.QueryEscape(name)))})
		check(t, err)
		w.holds("copy", []byte(name))
	}
}

func TestRanges(t *testing.T) {
	w := start(t)
	body := scenario.Body(200_000, 0)
	w.mustPut("k", body)
	ranged := func(r string) func(*s3.GetObjectInput) { return func(g *s3.GetObjectInput) { g.Range = &r } }

	part, err := w.get("k", ranged("bytes=65536-131071"))
	check(t, err)
	equal(t, string(part), string(body[65536:131072]))
	_, err = w.get("k", ranged("bytes=200000-"))
	equal(t, code(t, err), "InvalidRange")
}

func TestConditionalReads(t *testing.T) {
	w := start(t)
	etag := w.mustPut("k", []byte("x"))

	_, err := w.get("k", func(g *s3.GetObjectInput) { g.IfMatch = &etag })
	check(t, err)
	_, err = w.get("k", func(g *s3.GetObjectInput) { g.IfMatch = aws.String(`"0"`) })
	equal(t, code(t, err), "PreconditionFailed")
	_, err = w.get("k", func(g *s3.GetObjectInput) { g.IfNoneMatch = &etag })
	equal(t, code(t, err), "NotModified")
}

func TestConditionalWrites(t *testing.T) {
	w := start(t)
	ifNew := func(p *s3.PutObjectInput) { p.IfNoneMatch = aws.String("*") }
	first, err := w.put("k", []byte("first"), ifNew)
	check(t, err)

	_, err = w.put("k", []byte("second"), ifNew)
	equal(t, code(t, err), "PreconditionFailed")
	_, err = w.put("k", []byte("second"), func(p *s3.PutObjectInput) { p.IfMatch = aws.String(`"0"`) })
	equal(t, code(t, err), "PreconditionFailed")
	w.holds("k", []byte("first"))
	_, err = w.put("k", []byte("second"), func(p *s3.PutObjectInput) { p.IfMatch = first.ETag })
	check(t, err)
	w.holds("k", []byte("second"))
}

func TestOneOf_32_ConcurrentWritersWins(t *testing.T) {
	w := start(t)
	codes := make([]string, 32)
	var writers sync.WaitGroup
	for number := range codes {
		writers.Go(func() {
			_, err := w.put("lock", fmt.Append(nil, number), func(p *s3.PutObjectInput) { p.IfNoneMatch = aws.String("*") })
			var refused smithy.APIError
			if errors.As(err, &refused) {
				codes[number] = refused.ErrorCode()
			} else if err != nil {
				codes[number] = err.Error()
			}
		})
	}
	writers.Wait()

	winner := slices.Index(codes, "")
	slices.Sort(codes)
	equalAll(t, codes, append([]string{""}, slices.Repeat([]string{"PreconditionFailed"}, 31)...))
	w.holds("lock", fmt.Append(nil, winner))
}

func TestChecksums(t *testing.T) {
	w := start(t)
	for _, algorithm := range types.ChecksumAlgorithm("").Values()[:5] {
		_, err := w.put(string(algorithm), []byte("hello"), func(p *s3.PutObjectInput) { p.ChecksumAlgorithm = algorithm })
		check(t, err)

		head, err := w.s3.HeadObject(ctx, &s3.HeadObjectInput{
			Bucket: w.bucket, Key: aws.String(string(algorithm)), ChecksumMode: types.ChecksumModeEnabled})
		check(t, err)
		shown := map[types.ChecksumAlgorithm]*string{
			types.ChecksumAlgorithmCrc32: head.ChecksumCRC32, types.ChecksumAlgorithmCrc32c: head.ChecksumCRC32C,
			types.ChecksumAlgorithmSha1: head.ChecksumSHA1, types.ChecksumAlgorithmSha256: head.ChecksumSHA256,
			types.ChecksumAlgorithmCrc64nvme: head.ChecksumCRC64NVME}
		for name, value := range shown {
			expected := name == algorithm && (scenario.Dialect == "s3" || name == types.ChecksumAlgorithmSha256)
			equal(t, value != nil, expected)
		}
	}
	_, err := w.put("SHA256", []byte("hullo"), func(p *s3.PutObjectInput) {
		p.ChecksumSHA256 = aws.String("LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=")
	})
	equal(t, code(t, err), "BadDigest")
	w.holds("SHA256", []byte("hello"))
}

func TestMultipartWithParallelAndResentParts(t *testing.T) {
	w := start(t)
	key := aws.String("big")
	upload, err := w.s3.CreateMultipartUpload(ctx, &s3.CreateMultipartUploadInput{Bucket: w.bucket, Key: key})
	check(t, err)
	parts := make([]types.CompletedPart, 4)
	failures := make([]error, len(parts))
	var senders sync.WaitGroup
	for index := range parts {
		senders.Go(func() {
			number := int32(index + 1)
			for _, seed := range []uint64{100 + uint64(index), uint64(index)} {
				sent, err := w.s3.UploadPart(ctx, &s3.UploadPartInput{Bucket: w.bucket, Key: key, UploadId: upload.UploadId,
					PartNumber: &number, Body: bytes.NewReader(scenario.Body(5*scenario.MiB, seed))})
				if err != nil {
					failures[index] = err
					return
				}
				parts[index] = types.CompletedPart{PartNumber: &number, ETag: sent.ETag}
			}
		})
	}
	senders.Wait()
	check(t, errors.Join(failures...))

	_, err = w.s3.CompleteMultipartUpload(ctx, &s3.CompleteMultipartUploadInput{Bucket: w.bucket, Key: key,
		UploadId: upload.UploadId, MultipartUpload: &types.CompletedMultipartUpload{Parts: parts}})

	check(t, err)
	var whole []byte
	for index := range parts {
		whole = append(whole, scenario.Body(5*scenario.MiB, uint64(index))...)
	}
	w.holds("big", whole)
}

func TestListingPages(t *testing.T) {
	w := start(t)
	var names []string
	for number := range 23 {
		names = append(names, fmt.Sprintf("%02d +%%&<", number))
		w.mustPut(names[number], nil)
	}

	for _, pageSize := range []int32{1, 10, 1000} {
		equalAll(t, w.keys(pageSize), names)
	}
}

func TestTheLifeOfABucket(t *testing.T) {
	w := start(t)
	bucket := aws.String(*w.bucket + "-too")
	_, err := w.s3.CreateBucket(ctx, &s3.CreateBucketInput{Bucket: bucket,
		CreateBucketConfiguration: &types.CreateBucketConfiguration{LocationConstraint: "us-ashburn-1"}})
	check(t, err)
	inner := world{t, w.s3, bucket}
	inner.mustPut("k", []byte("x"))

	location, err := w.s3.GetBucketLocation(ctx, &s3.GetBucketLocationInput{Bucket: bucket})
	check(t, err)
	equal(t, location.LocationConstraint, "us-ashburn-1")
	_, err = w.s3.CreateBucket(ctx, &s3.CreateBucketInput{Bucket: bucket})
	if scenario.Dialect == "oci" {
		equal(t, code(t, err), "BucketAlreadyOwnedByYou")
	} else {
		check(t, err)
	}
	_, err = w.s3.DeleteBucket(ctx, &s3.DeleteBucketInput{Bucket: bucket})
	equal(t, code(t, err), "BucketNotEmpty")
	_, err = w.s3.DeleteObject(ctx, &s3.DeleteObjectInput{Bucket: bucket, Key: aws.String("k")})
	check(t, err)
	_, err = w.s3.DeleteBucket(ctx, &s3.DeleteBucketInput{Bucket: bucket})
	check(t, err)
	_, err = w.s3.HeadBucket(ctx, &s3.HeadBucketInput{Bucket: bucket})
	equal(t, code(t, err), "NotFound")
}

func (w world) deleteBoth(algorithm types.ChecksumAlgorithm) (*s3.DeleteObjectsOutput, error) {
	return w.s3.DeleteObjects(ctx, &s3.DeleteObjectsInput{Bucket: w.bucket, ChecksumAlgorithm: algorithm,
		Delete: &types.Delete{Objects: []types.ObjectIdentifier{{Key: aws.String("a & b")}, {Key: aws.String("c")}}}})
}

func TestPlainDeleteObjects(t *testing.T) {
	w := start(t)
	w.mustPut("a & b", nil)

	done, err := w.deleteBoth("")

	if scenario.Dialect == "oci" {
		equal(t, refusal(t, err), "InvalidRequest: Missing required header for this request: Content-MD5 or"+
			" x-amz-checksum-sha256 or x-amz-checksum-crc32c")
		equalAll(t, w.keys(1000), []string{"a & b"})
	} else {
		check(t, err)
		equal(t, len(done.Deleted), 2)
	}
}

func TestDeleteObjectsWithSha256(t *testing.T) {
	w := start(t)
	w.mustPut("a & b", nil)

	done, err := w.deleteBoth(types.ChecksumAlgorithmSha256)

	check(t, err)
	equal(t, len(done.Deleted), 2)
	equalAll(t, w.keys(1000), nil)
}

func TestDeleteObjectsWithCrc32c(t *testing.T) {
	w := start(t)
	w.mustPut("a & b", nil)

	done, err := w.deleteBoth(types.ChecksumAlgorithmCrc32c)

	check(t, err)
	equal(t, len(done.Deleted), 2)
	equalAll(t, w.keys(1000), nil)
}

func TestPresignedUrlsByCurl(t *testing.T) {
	w := start(t)
	signer, key := s3.NewPresignClient(w.s3), aws.String("a b+c/ü.bin")
	put, err := signer.PresignPutObject(ctx, &s3.PutObjectInput{Bucket: w.bucket, Key: key})
	check(t, err)
	get, err := signer.PresignGetObject(ctx, &s3.GetObjectInput{Bucket: w.bucket, Key: key})
	check(t, err)

	status, _ := scenario.Curl(t, "-X", "PUT", "--data-binary", "here", "-H", "Content-Type:", put.URL)
	equal(t, status, "200")
	status, body := scenario.Curl(t, get.URL)
	equal(t, status+body, "200here")
}

func TestExpiredUrls(t *testing.T) {
	w := start(t)
	get, err := s3.NewPresignClient(w.s3).PresignGetObject(
		ctx, &s3.GetObjectInput{Bucket: w.bucket, Key: aws.String("k")}, s3.WithPresignExpires(time.Second))
	check(t, err)
	time.Sleep(2100 * time.Millisecond)

	status, body := scenario.Curl(t, get.URL)

	equal(t, status, "403")
	equal(t, strings.Contains(body, "<Message>Request has expired</Message>"), true)
}

func TestPresignedPosts(t *testing.T) {
	w := start(t)
	file := filepath.Join(t.TempDir(), "upload me.bin")
	check(t, os.WriteFile(file, scenario.Body(1000, 0), 0o600))
	post, err := s3.NewPresignClient(w.s3).PresignPostObject(ctx, &s3.PutObjectInput{Bucket: w.bucket, Key: aws.String("forms/k")})
	check(t, err)
	var form []string
	for name, value := range post.Values {
		form = append(form, "-F", name+"="+value)
	}

	// The URL of a client set to path style ends before the bucket's slash.
	status, _ := scenario.Curl(t, append(form, "-F", "file=@"+file, post.URL)...)

	equal(t, status, scenario.ByDialect("200", "204"))
	w.holds("forms/k", scenario.Body(1000, 0))
}

func as(id, secret string) func(*config.LoadOptions) error {
	return config.WithCredentialsProvider(credentials.NewStaticCredentialsProvider(id, secret, ""))
}

func TestWrongSecret(t *testing.T) {
	w := start(t)
	mistyped := world{t, newClient(t, as(os.Getenv("AWS_ACCESS_KEY_ID"), "wrong")), w.bucket}

	_, err := mistyped.get("k")

	equal(t, refusal(t, err), scenario.WrongSecret)
}

func TestUnknownKey(t *testing.T) {
	w := start(t)
	unknown := world{t, newClient(t, as("unknown", "secret")), w.bucket}

	_, err := unknown.get("k")

	equal(t, refusal(t, err), scenario.UnknownKey)
}

func TestWrongRegion(t *testing.T) {
	w := start(t)

	_, err := newClient(t, config.WithRegion("eu-frankfurt-1")).ListBuckets(ctx, nil)

	equal(t, refusal(t, err), scenario.WrongRegion)
	_, err = newClient(t, config.WithRegion("us-east-1")).HeadBucket(ctx, &s3.HeadBucketInput{Bucket: w.bucket})
	check(t, err)
}

func TestMissingObjectsAndBuckets(t *testing.T) {
	w := start(t)

	_, err := w.get("no/such")
	equal(t, refusal(t, err), scenario.MissingObject(*w.bucket, "no/such"))
	nowhere := world{t, w.s3, aws.String("no-such-bucket-here")}
	_, err = nowhere.put("k", scenario.Body(scenario.MiB, 0))
	equal(t, refusal(t, err), "NoSuchBucket: The specified bucket does not exist")
}

func TestAPublicAclIsRefusedClearly(t *testing.T) {
	w := start(t)

	_, err := w.put("k", scenario.Body(2*scenario.MiB, 0), func(p *s3.PutObjectInput) { p.ACL = types.ObjectCannedACLPublicRead })

	said := refusal(t, err)
	equal(t, strings.HasPrefix(said, "NotImplemented: ") && strings.Contains(said, "ACL") && strings.Contains(said, "public-read"), true)
	equalAll(t, w.keys(1000), nil)
}

func TestOperationsThatAreNotServed(t *testing.T) {
	w := start(t)
	w.mustPut("k", nil)

	_, err := w.s3.GetObjectTagging(ctx, &s3.GetObjectTaggingInput{Bucket: w.bucket, Key: aws.String("k")})

	equal(t, code(t, err), "NotImplemented")
}

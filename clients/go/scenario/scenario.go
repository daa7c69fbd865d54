// SPDX-License-Identifier: Apache-2.0

// Package scenario holds what the scenarios share: the server, bodies, names, curl, and the report of rows.
package scenario

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/big"
	mathrand "math/rand/v2"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

const (
	KiB = 1 << 10
	MiB = 1 << 20
)

var (
	Dialect  = os.Getenv("OSTLER_DIALECT")
	Endpoint = os.Getenv("OSTLER_ENDPOINT")

	Sizes = []int{0, 1, 64*KiB - 1, 64 * KiB, 64*KiB + 1, 5*MiB - 1, 5 * MiB, 5*MiB + 1, 100 * MiB}

	// Names get lost where a client or a server encodes once too often, or too rarely.
	Names = []string{
		"with blank.txt", "two  blanks and one at the end ", "plus+plus", "percent%", "encoded%2Fslash", "twice%252Fencoded",
		"question?mark=1&and#hash", "'single' \"double\" <angle> (round) [square]", "star*tilde~exclamation!", "back\\slash",
		"ünïcödé", "decomposed-u\u0308", "日本語/ファイル", "emoji-\U0001f980", strings.Repeat("x", 1024),
	}
	// UntreelikeNames are names that no local tree holds.
	UntreelikeNames = []string{
		"double//slash", "/leading-slash", "//two-leading-slashes", "trailing-slash/", "dots/../parent", "../above",
		"./here", ".", "..", "/",
	}
)

// Start reports the outcome of the running test as a row; its name in words is the scenario's.
func Start(t *testing.T) {
	t.Cleanup(func() {
		result, detail := "passed", ""
		if t.Failed() || t.Skipped() {
			result, detail = "failed", "see the output"
		}
		row, err := json.Marshal(map[string]string{
			"client": os.Getenv("CLIENT"), "version": os.Getenv("VERSION"), "dialect": Dialect,
			"scenario": words(t.Name()), "result": result, "detail": detail,
		})
		if err != nil {
			t.Fatal(err)
		}
		file, err := os.OpenFile(os.Getenv("ROWS"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		if _, err := fmt.Fprintf(file, "%s\n", row); err != nil {
			t.Fatal(err)
		}
	})
}

var wordStart = regexp.MustCompile(`[A-Z][a-z]*[0-9]*[a-z]*|[0-9]+`)

// words turns TestObjectsOfEverySize into "objects of every size", and TestOneOf_32_Writers into "one of 32 writers".
func words(name string) string {
	return strings.ToLower(strings.Join(wordStart.FindAllString(strings.TrimPrefix(name, "Test"), -1), " "))
}

// Body returns bytes that do not repeat; the same for the same seed.
func Body(size int, seed uint64) []byte {
	body := make([]byte, size)
	key := [32]byte{byte(seed), byte(seed >> 8)}
	if _, err := mathrand.NewChaCha8(key).Read(body); err != nil {
		panic(err)
	}
	return body
}

func NewName() string {
	number, err := rand.Int(rand.Reader, big.NewInt(1<<48))
	if err != nil {
		panic(err)
	}
	return "clients-" + hex.EncodeToString(number.FillBytes(make([]byte, 6)))
}

// Curl runs plain curl, which knows nothing of S3; it returns status and body.
func Curl(t *testing.T, arguments ...string) (string, string) {
	t.Helper()
	command := exec.Command("curl", append([]string{
		"-sS", "-q", "-g", "--path-as-is", "--max-time", "60", "-w", "%{stderr}%{http_code}"}, arguments...)...)
	var out, errors bytes.Buffer
	command.Stdout, command.Stderr = &out, &errors
	if err := command.Run(); err != nil {
		t.Fatalf("curl: %v: %s", err, errors.String())
	}
	return errors.String(), out.String()
}

// ByDialect picks what a dialect's users see.
func ByDialect(oci, s3 string) string {
	if Dialect == "oci" {
		return oci
	}
	return s3
}

const noSecret = "The secret key required to complete authentication could not be found. The region must be specified if" +
	" this is not the home region for the tenancy."

// The code and message of refusals, as `code: message`.
var (
	WrongSecret = "SignatureDoesNotMatch: " + ByDialect(
		"The required information to complete authentication was not provided.",
		"The request signature we calculated does not match the signature you provided. Check your key and signing method.")
	UnknownKey = ByDialect("SignatureDoesNotMatch: "+noSecret,
		"InvalidAccessKeyId: The AWS Access Key Id you provided does not exist in our records.")
	WrongRegion = ByDialect("SignatureDoesNotMatch: "+noSecret,
		"AuthorizationHeaderMalformed: The authorization header is malformed; the region 'eu-frankfurt-1' is wrong;"+
			" expecting 'us-ashburn-1'")
)

func MissingObject(bucket, key string) string {
	return "NoSuchKey: " + ByDialect(
		fmt.Sprintf("The object '%s' was not found in the bucket '%s'", key, bucket), "The specified key does not exist.")
}

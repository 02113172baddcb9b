package program

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"io"
	"os"
	"slices"
	"strings"
)

// chatter are variables that name a conversation with the CLI, a banner or a default nobody here reads: they cannot
// change what is synthesized.
var chatter = []string{
	"CDK_CONTEXT_JSON=", "CDK_OUTDIR=", "CDK_CLI_VERSION=", "CDK_CLI_ASM_VERSION=", "CDK_ERROR_FILE=",
	"CDK_PERF_COUNTERS_FILE=", "CDK_DEFAULT_ACCOUNT=", "CDK_DEFAULT_REGION=", "CDK_DISABLE_CLI_TELEMETRY=",
	"CDK_DISABLE_VERSION_CHECK=", "CDK_APP_MODE=", "JSII_SILENCE_WARNING_",
}

// keyOf is the fingerprint of everything that decides what a run writes: the program, the file, the context and the
// environment variables that CDK, jsii and Node read.
func keyOf(program string, config []byte, context map[string]any, environ []string) (string, error) {
	normal, err := json.Marshal(context) // sorted keys
	if err != nil {
		return "", err
	}
	sum := sha256.New()
	part(sum, "shipway reuse 1")
	part(sum, program)
	part(sum, string(config))
	part(sum, string(normal))
	for _, variable := range relevant(environ) {
		part(sum, variable)
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// part adds text with its length, so that no two lists of parts look alike.
func part(sum hash.Hash, text string) { fmt.Fprintf(sum, "%d:%s,", len(text), text) }

// relevant are the variables of CDK, jsii and Node, sorted, without the [chatter].
func relevant(environ []string) []string {
	var found []string
	for _, variable := range environ {
		starts := func(prefix string) bool { return strings.HasPrefix(variable, prefix) }
		if slices.ContainsFunc([]string{"CDK_", "JSII_", "NODE_"}, starts) && !slices.ContainsFunc(chatter, starts) {
			found = append(found, variable)
		}
	}
	slices.Sort(found)
	return found
}

// programID identifies a Go binary by the build id the go command gave it, which ends in a hash of its content; by a
// hash of the whole file when it has none.
func programID(file string) (string, error) {
	program, err := os.Open(file)
	if err != nil {
		return "", err
	}
	defer program.Close()
	start, err := io.ReadAll(io.LimitReader(program, 64<<10))
	if err != nil {
		return "", err
	}
	if id := buildID(start); strings.Count(id, "/") == 3 {
		return "build " + id, nil
	}
	sum := sha256.New()
	sum.Write(start)
	if _, err := io.Copy(sum, program); err != nil {
		return "", err
	}
	return "file " + hex.EncodeToString(sum.Sum(nil)), nil
}

// buildID finds the build id in the first bytes of a binary: a note in ELF files, a marked line in all others.
func buildID(start []byte) string {
	if _, after, found := bytes.Cut(start, []byte("\xff Go build ID: \"")); found {
		id, _, _ := bytes.Cut(after, []byte("\"\n"))
		return string(id)
	}
	const kind = "\x04\x00\x00\x00Go\x00\x00" // the note's type and owner; its size stands before, its text after
	before, after, found := bytes.Cut(start, []byte(kind))
	if !found || len(before) < 4 {
		return ""
	}
	size := int(binary.LittleEndian.Uint32(before[len(before)-4:]))
	if size > 200 || size > len(after) {
		return ""
	}
	return string(after[:size])
}

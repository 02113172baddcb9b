package pipeline

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"maps"
	"slices"
	"time"

	"github.com/shipway-cdk/shipway/constructs/pipeline/buildspec"
)

// bundleDirectory is where the files of a deployment are written below the source.
const bundleDirectory = "bundle"

// unpack are the commands that write files below that directory. As they are they would not fit into a build specification
// beside a program: it has at most 25,600 characters.
func unpack(files map[string]string) []buildspec.Command {
	if len(files) == 0 {
		return nil
	}
	return []buildspec.Command{
		buildspec.Run("mkdir", "-p", bundleDirectory),
		buildspec.Shell("printf '%s' '" + packed(files) + "' | base64 -d | tar -xzf - -C " + bundleDirectory),
	}
}

// packed are files as a compressed tar archive in base64: the same files give the same text.
func packed(files map[string]string) string {
	var archive bytes.Buffer
	zip, err := gzip.NewWriterLevel(&archive, gzip.BestCompression)
	must(err)
	write := tar.NewWriter(zip)
	for _, path := range slices.Sorted(maps.Keys(files)) {
		must(write.WriteHeader(&tar.Header{Name: path, Mode: 0o755, Size: int64(len(files[path])), ModTime: time.Unix(0, 0), Format: tar.FormatUSTAR}))
		_, err := write.Write([]byte(files[path]))
		must(err)
	}
	must(write.Close())
	must(zip.Close())
	return base64.StdEncoding.EncodeToString(archive.Bytes())
}

// must is for what cannot fail: paths are short and valid, and memory takes every byte.
func must(err error) {
	if err != nil {
		panic(err)
	}
}

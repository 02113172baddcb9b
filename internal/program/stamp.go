package program

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
)

// stamp says that an assembly is finished and had a clean verdict. It lies next to the assembly, never in it.
type stamp struct {
	// Key is the fingerprint of the run's inputs, see [keyOf].
	Key string `json:"key"`
	// Files has the SHA-256 of every file of the assembly, by its path in it.
	Files map[string]string `json:"files"`
}

// stampFile is where the stamp of the assembly in dir lies.
func stampFile(dir string) string { return filepath.Clean(dir) + ".stamp" }

// reusable says whether the assembly in dir is the whole and untouched result of a clean run with the same key.
func reusable(dir, key string) bool {
	text, err := os.ReadFile(stampFile(dir))
	if err != nil {
		return false
	}
	var past stamp
	if json.Unmarshal(text, &past) != nil || past.Key != key || len(past.Files) == 0 {
		return false
	}
	files, err := hashFiles(dir)
	return err == nil && maps.Equal(files, past.Files)
}

// writeStamp stamps the assembly in dir, all at once: nobody ever sees half a stamp.
func writeStamp(dir, key string) error {
	files, err := hashFiles(dir)
	if err != nil {
		return err
	}
	text, err := json.MarshalIndent(stamp{Key: key, Files: files}, "", " ")
	if err != nil {
		return err
	}
	target := stampFile(dir)
	file, err := os.CreateTemp(filepath.Dir(target), filepath.Base(target)+".*")
	if err != nil {
		return err
	}
	_, err = file.Write(append(text, '\n'))
	if closing := file.Close(); err == nil {
		err = closing
	}
	if err == nil {
		err = os.Rename(file.Name(), target)
	}
	if err != nil {
		os.Remove(file.Name())
	}
	return err
}

// removeStamp makes sure that the assembly in dir is not used again.
func removeStamp(dir string) { os.Remove(stampFile(dir)) }

// hashFiles hashes every file below dir but those the CDK CLI keeps there for itself. A link counts as what it says.
func hashFiles(dir string) (map[string]string, error) {
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil || foreign.MatchString(name) {
			return err
		}
		files[filepath.ToSlash(name)], err = hashFile(path, entry)
		return err
	})
	return files, err
}

// hashFile is the SHA-256 of one file or link.
func hashFile(path string, entry fs.DirEntry) (string, error) {
	sum := sha256.New()
	if entry.Type()&fs.ModeSymlink != 0 {
		target, err := os.Readlink(path)
		io.WriteString(sum, "link "+target)
		return hex.EncodeToString(sum.Sum(nil)), err
	}
	file, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer file.Close()
	_, err = io.Copy(sum, file)
	return hex.EncodeToString(sum.Sum(nil)), err
}

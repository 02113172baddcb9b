package fleet

import (
	"embed"
	"io/fs"
	"regexp"
	"strings"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/service"
)

// revision is what every revision holds, but for the image.
//
//go:embed revision
var revision embed.FS

// ImageFile is the file of a revision that names the image. The rest of a revision never changes with it, so that a
// pipeline may keep the files of one [Bundle] and write only this one for each release.
const ImageFile = "fleet/image"

// RevisionKey is where in the revision bucket a pipeline uploads the revision, as a zip archive. The bucket keeps every
// version; a deployment names the one it means.
const RevisionKey = "revision.zip"

// released matches an image in ECR by digest: what a release deploys.
var released = regexp.MustCompile(`^\d{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?/[a-z0-9][a-z0-9._/-]*@sha256:[0-9a-f]{64}$`)

// Bundle are the files of the revision that releases image, by path: what CodeDeploy does with it, the scripts, and the
// image's name. It is the same for every environment: a host knows where its own settings are. The same image gives
// the same bytes.
//
// image is an image in ECR by digest, or one that image.Fixed takes. The error is a *check.Error.
func Bundle(image string) (map[string]string, error) {
	c := check.Of("fleet.Bundle")
	if !released.MatchString(image) {
		parsed, err := service.ParseImage(image)
		c.Within("image", err)
		c.That("IMG-002", "image", image, err != nil || !parsed.Moving(), "want a digest, or a tag other than latest")
	}
	if err := c.Err(); err != nil {
		return nil, err
	}
	files := map[string]string{ImageFile: image + "\n"}
	err := fs.WalkDir(revision, "revision", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := fs.ReadFile(revision, path)
		files[strings.TrimPrefix(path, "revision/")] = string(text)
		return err
	})
	if err != nil {
		panic(err) // unreachable: the files are part of the program
	}
	return files, nil
}

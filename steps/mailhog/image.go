package mailhog

import (
	"archive/tar"
	"bytes"
	"context"
	"crypto/sha256"
	"debug/buildinfo"
	"debug/elf"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/testcontainers/testcontainers-go"

	fixture "profitbdd/fixtures/mailhog"
	"profitbdd/mockprofit/testcontainer"
)

const (
	// imageRepository begins with a host that can't exist (RFC 6761, section 6.3): an image of that name is never found in
	// a registry, and testcontainers-go doesn't put the name of a mirror of Docker Hub in front of it.
	imageRepository = "profitbdd.localhost/mailhog"
	// binaryName is what the Dockerfile calls the binary in its context.
	binaryName = "MailHog"
	// maximumBinary bounds what is read into memory as a build context; MailHog is 15 MB.
	maximumBinary = 256 << 20

	// buildHint says how a binary that fits comes about.
	buildHint = "CGO_ENABLED=0 go build -o build/MailHog github.com/mailhog/MailHog"
)

// containerRequest returns what to ask the engine for, and where the image comes from in a phrase. An image that was
// built before from the same binary is used again.
func containerRequest(ctx context.Context, engine *testcontainer.Engine, options Options) (request testcontainers.ContainerRequest, origin string, err error) {
	if options.Image != "" {
		if present, err := engine.HasImage(ctx, options.Image); err != nil {
			return request, "", err
		} else if !present {
			options.Logger.Info("the image is not present and is pulled", "image", options.Image)
		}
		request.Image = options.Image
		return request, "image " + options.Image, nil
	}
	path := options.Binary
	if err := checkBinary(path); err != nil {
		return request, "", err
	}
	binary, err := os.ReadFile(path)
	if err != nil {
		return request, "", err
	}
	if err := runsInEmptyImage(binary, engine.OS, engine.Architecture); err != nil {
		return request, "", fmt.Errorf("%s can't run in a container of the %s: %w; build it with GOOS=%s GOARCH=%s %s",
			path, engine, err, engine.OS, engine.Architecture, buildHint)
	}
	origin = "image built from " + provenance(path)
	tag := contentTag(fixture.Dockerfile, binary)
	present, err := engine.HasImage(ctx, imageRepository+":"+tag)
	if err != nil {
		return request, "", err
	}
	if present {
		request.Image = imageRepository + ":" + tag
		return request, origin, nil
	}
	archive, err := buildContext(fixture.Dockerfile, binary)
	if err != nil {
		return request, "", err
	}
	request.FromDockerfile = testcontainers.FromDockerfile{
		ContextArchive: archive,
		Repo:           imageRepository,
		Tag:            tag,
		KeepImage:      true, // otherwise removing the container removes the image, and each run builds anew
	}
	return request, origin, nil
}

// checkBinary reports why the file can't be a MailHog binary, and how to get one.
func checkBinary(path string) error {
	if path == "" {
		return errors.New("no MailHog binary is given: build one with " + buildHint)
	}
	file, err := os.Stat(path)
	if err != nil {
		return fmt.Errorf("no MailHog binary: %w; build one with %s", err, buildHint)
	}
	if !file.Mode().IsRegular() || file.Size() > maximumBinary {
		return fmt.Errorf("%s is not a MailHog binary: a regular file of at most %d bytes was expected, it is %s with %d bytes",
			path, maximumBinary, file.Mode(), file.Size())
	}
	return nil
}

// runsInEmptyImage reports why the binary can't run in a container without a C library, on an engine of that system and
// architecture. The kernel itself only says "no such file or directory" or "exec format error".
func runsInEmptyImage(binary []byte, system, architecture string) error {
	if system != "linux" {
		return fmt.Errorf("the engine runs %s containers, not linux", system)
	}
	file, err := elf.NewFile(bytes.NewReader(binary))
	if err != nil {
		return fmt.Errorf("it is not a Linux program: %w", err)
	}
	machines := map[string]elf.Machine{
		"386": elf.EM_386, "amd64": elf.EM_X86_64, "arm": elf.EM_ARM, "arm64": elf.EM_AARCH64,
		"ppc64le": elf.EM_PPC64, "riscv64": elf.EM_RISCV, "s390x": elf.EM_S390,
	}
	if machine, known := machines[architecture]; known && machine != file.Machine {
		return fmt.Errorf("it is built for %s", file.Machine)
	}
	for _, segment := range file.Progs {
		if segment.Type == elf.PT_INTERP {
			return errors.New("it is dynamically linked")
		}
	}
	return nil
}

// contentTag names an image by what it is made of, so that another binary gives another image.
func contentTag(dockerfile, binary []byte) string {
	hash := sha256.New()
	fmt.Fprintf(hash, "%d %d ", len(dockerfile), len(binary))
	hash.Write(dockerfile)
	hash.Write(binary)
	return hex.EncodeToString(hash.Sum(nil))[:16]
}

// buildContext returns the archive that an engine builds the image from.
func buildContext(dockerfile, binary []byte) (*bytes.Reader, error) {
	var archive bytes.Buffer
	archive.Grow(len(binary) + len(dockerfile) + 8<<10)
	writer := tar.NewWriter(&archive)
	for _, file := range []struct {
		name    string
		mode    int64
		content []byte
	}{
		{"Dockerfile", 0o644, dockerfile},
		{binaryName, 0o755, binary},
	} {
		// A header without a time keeps the archive, and so the layer, the same for the same content.
		header := &tar.Header{Name: file.name, Mode: file.mode, Size: int64(len(file.content))}
		if err := writer.WriteHeader(header); err != nil {
			return nil, err
		}
		if _, err := writer.Write(file.content); err != nil {
			return nil, err
		}
	}
	if err := writer.Close(); err != nil {
		return nil, err
	}
	return bytes.NewReader(archive.Bytes()), nil
}

// provenance names the module and version that Go recorded in the binary, or the file when there is no such record.
func provenance(path string) string {
	information, err := buildinfo.ReadFile(path)
	if err != nil || information.Main.Path == "" {
		return filepath.Base(path)
	}
	return information.Main.Path + " " + information.Main.Version
}

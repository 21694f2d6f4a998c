package mailhog

import (
	"archive/tar"
	"bytes"
	"debug/elf"
	"encoding/binary"
	"io"
	"testing"

	"github.com/stretchr/testify/require"

	fixture "profitbdd/fixtures/mailhog"
)

func TestBinaryThatCannotRunInAnEmptyImageIsRefusedWithTheReason(t *testing.T) {
	const dynamic, static = elf.PT_INTERP, elf.PT_LOAD
	for name, c := range map[string]struct {
		binary               []byte
		system, architecture string
		want                 string
	}{
		"amd64":                       {program(t, elf.EM_X86_64, static), "linux", "amd64", ""},
		"arm64":                       {program(t, elf.EM_AARCH64, static), "linux", "arm64", ""},
		"an architecture not known":   {program(t, elf.EM_X86_64, static), "linux", "loong64", ""},
		"another architecture":        {program(t, elf.EM_X86_64, static), "linux", "arm64", "it is built for EM_X86_64"},
		"with a C library":            {program(t, elf.EM_X86_64, dynamic), "linux", "amd64", "it is dynamically linked"},
		"a program of another system": {[]byte("\xcf\xfa\xed\xfe"), "linux", "arm64", "it is not a Linux program: "},
		"a script":                    {[]byte("#!/bin/sh\n"), "linux", "amd64", "it is not a Linux program: "},
		"an engine of another system": {program(t, elf.EM_X86_64, static), "windows", "amd64", "the engine runs windows containers, not linux"},
	} {
		t.Run(name, func(t *testing.T) {
			err := runsInEmptyImage(c.binary, c.system, c.architecture)
			if c.want == "" {
				require.NoError(t, err)
			} else {
				require.ErrorContains(t, err, c.want)
			}
		})
	}
}

// program is the least that counts as a Linux program: a header, and one segment of the given type.
func program(t *testing.T, machine elf.Machine, segment elf.ProgType) []byte {
	t.Helper()
	var program bytes.Buffer
	header := elf.Header64{
		Ident:   [elf.EI_NIDENT]byte{0x7f, 'E', 'L', 'F', byte(elf.ELFCLASS64), byte(elf.ELFDATA2LSB), byte(elf.EV_CURRENT)},
		Type:    uint16(elf.ET_EXEC),
		Machine: uint16(machine),
		Version: uint32(elf.EV_CURRENT),
		Phoff:   64, Ehsize: 64, Phentsize: 56, Phnum: 1, Shentsize: 64,
	}
	require.NoError(t, binary.Write(&program, binary.LittleEndian, header))
	require.NoError(t, binary.Write(&program, binary.LittleEndian, elf.Prog64{Type: uint32(segment)}))
	return program.Bytes()
}

func TestImageIsNamedByItsContent(t *testing.T) {
	name := contentTag([]byte("FROM scratch"), []byte("binary"))
	require.Len(t, name, 16)
	require.Equal(t, name, contentTag([]byte("FROM scratch"), []byte("binary")))
	require.NotEqual(t, name, contentTag([]byte("FROM scratch"), []byte("binary2")))
	require.NotEqual(t, name, contentTag([]byte("FROM scratch2"), []byte("binary")))
	require.NotEqual(t, contentTag([]byte("ab"), []byte("c")), contentTag([]byte("a"), []byte("bc")))
}

func TestBuildContextHoldsTheDockerfileAndAnExecutable(t *testing.T) {
	archive, err := buildContext(fixture.Dockerfile, []byte("binary"))
	require.NoError(t, err)
	type file struct {
		mode    int64
		content string
	}
	got := make(map[string]file)
	reader := tar.NewReader(archive)
	for {
		header, err := reader.Next()
		if err == io.EOF {
			break
		}
		require.NoError(t, err)
		content, err := io.ReadAll(reader)
		require.NoError(t, err)
		got[header.Name] = file{header.Mode, string(content)}
	}
	require.Equal(t, map[string]file{
		"Dockerfile": {0o644, string(fixture.Dockerfile)},
		"MailHog":    {0o755, "binary"},
	}, got)
	require.Contains(t, string(fixture.Dockerfile), "\nFROM scratch\n", "nothing comes from a registry")
	require.True(t, bytes.Contains(fixture.Dockerfile, []byte("COPY "+binaryName+" ")))
}

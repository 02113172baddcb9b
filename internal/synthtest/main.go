package synthtest

import (
	"io"
	"os"
	"regexp"
	"testing"

	"github.com/aws/jsii-runtime-go"
)

// Main runs the tests of a package and then ends the kernel, once and quietly. Make it the whole of TestMain.
func Main(m *testing.M) {
	code := m.Run()
	quietly(jsii.Close)
	for _, dir := range written {
		if err := os.RemoveAll(dir); err != nil {
			os.Stderr.WriteString(err.Error() + "\n")
		}
	}
	os.Exit(code)
}

// noise is what the runtime prints when two of its goroutines wait for the same process: a good end, said badly.
var noise = regexp.MustCompile(
	`Runtime process exited abnormally: (waitid: no child processes|exec: Wait was already called)`)

// quietly runs end without its noise on standard error. Everything else passes through.
func quietly(end func()) {
	read, write, err := os.Pipe()
	if err != nil {
		end()
		return
	}
	real := os.Stderr
	os.Stderr = write
	said := make(chan []byte)
	go func() {
		text, _ := io.ReadAll(read)
		said <- text
	}()
	end()
	write.Close() // os.Stderr stays on it: the noise may also come late, and then goes nowhere
	real.Write(noise.ReplaceAll(<-said, nil))
}

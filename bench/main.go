package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

// settings are what the command line asks for.
type settings struct {
	quick  bool
	levers bool
	rounds int
	page   string // page is the Markdown page to bring up to date, or "".
}

func main() {
	if path := os.Getenv(recordTo); path != "" {
		os.Exit(relay(os.Getenv(recordNode), path, os.Args[1:]))
	}
	var s settings
	flag.BoolVar(&s.quick, "quick", os.Getenv("QUICK") != "", "measure npx cdk synth at 1 and 10 environments only")
	flag.BoolVar(&s.levers, "levers", false, "measure what each setting of the program gives, and nothing else")
	flag.IntVar(&s.rounds, "rounds", 0, "how often everything is run (default 4; 2 when quick)")
	flag.StringVar(&s.page, "into", "", "also write the result into this page, between its marks")
	flag.Parse()
	if s.rounds == 0 {
		if s.rounds = 4; s.quick {
			s.rounds = 2
		}
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	met, err := bench(ctx, s)
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(2)
	}
	if !met {
		os.Exit(1)
	}
}

// bench measures, prints the report and says whether all targets were met.
func bench(ctx context.Context, asked settings) (bool, error) {
	w, err := open()
	if err != nil {
		return false, err
	}
	defer os.RemoveAll(w.dir)
	s := &session{workshop: w, rounds: asked.rounds}
	add := s.levers
	if !asked.levers {
		s.trials, add = plan(asked.quick), s.habits
	}
	if err := w.install(ctx); err != nil {
		return false, err
	}
	if err := s.prepare(ctx, os.Stderr); err != nil {
		return false, err
	}
	if err := add(ctx); err != nil {
		return false, err
	}
	if err := s.run(ctx, os.Stderr); err != nil {
		return false, err
	}
	var report bytes.Buffer
	met := s.report(&report)
	fmt.Print(report.String())
	if asked.page == "" {
		return met, nil
	}
	mark := "bench"
	if asked.levers {
		mark = "levers"
	}
	return met, refresh(asked.page, mark, report.String())
}

// refresh replaces what stands between "<!-- mark -->" and "<!-- /mark -->" on a page.
func refresh(page, mark, text string) error {
	old, err := os.ReadFile(page)
	if err != nil {
		return err
	}
	begin, end := "<!-- "+mark+" -->\n", "<!-- /"+mark+" -->"
	before, rest, found := bytes.Cut(old, []byte(begin))
	_, after, ended := bytes.Cut(rest, []byte(end))
	if !found || !ended {
		return errors.New(page + " has no marks <!-- " + mark + " --> and <!-- /" + mark + " -->")
	}
	return os.WriteFile(page, bytes.Join([][]byte{before, []byte(begin + "\n" + text + "\n" + end), after}, nil), 0o644)
}

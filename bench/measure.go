package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// sample is how often the memory of a running command is looked at.
const sample = 50 * time.Millisecond

// cost is what one run of a command took.
type cost struct {
	Wall time.Duration // Wall is from start to exit.
	CPU  time.Duration // CPU is user and system time of the command and of every process it started and waited for.
	Peak int           // Peak is the highest sum of the resident memory of all its processes at one moment, in MiB.
}

// invocation is a command line in a directory, with its whole environment.
type invocation struct {
	Dir  string
	Argv []string
	Env  []string
}

// with is the invocation with one more variable.
func (i invocation) with(variable string) invocation {
	i.Env = append(i.Env[:len(i.Env):len(i.Env)], variable)
	return i
}

// contender is a command that is run again and again.
type contender struct {
	invocation
	out  string // out is the assembly the command writes. It is removed before each run, unless keep.
	keep bool
	runs []cost
}

// run runs the contender once and keeps what it cost.
func (c *contender) run(ctx context.Context) error {
	if !c.keep {
		if err := forget(c.out); err != nil {
			return err
		}
	}
	took, err := measure(ctx, c.invocation)
	c.runs = append(c.runs, took)
	return err
}

// forget removes an assembly and the stamp beside it, so that the next run does all the work again.
func forget(assembly string) error {
	return errors.Join(os.RemoveAll(assembly), os.RemoveAll(assembly+".stamp"))
}

// measure runs the invocation to its end. One that fails is an error that ends with what it printed.
func measure(ctx context.Context, i invocation) (cost, error) {
	said, err := os.CreateTemp("", "bench-output.*")
	if err != nil {
		return cost{}, err
	}
	defer os.Remove(said.Name())
	defer said.Close()
	command := exec.CommandContext(ctx, i.Argv[0], i.Argv[1:]...)
	command.Dir, command.Env = i.Dir, i.Env
	command.Stdout, command.Stderr = said, said // files, not pipes: the end of the run is the exit, not the last reader
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	command.Cancel = func() error { return syscall.Kill(-command.Process.Pid, syscall.SIGTERM) }
	begin := time.Now()
	if err := command.Start(); err != nil {
		return cost{}, err
	}
	done, peak := make(chan struct{}), make(chan int)
	go func() { peak <- watch(command.Process.Pid, done) }()
	err = command.Wait()
	c := cost{Wall: time.Since(begin)}
	close(done)
	c.Peak = <-peak
	if err != nil {
		return c, fmt.Errorf("%s in %s: %w\n%s", strings.Join(i.Argv, " "), i.Dir, err, tail(said.Name()))
	}
	c.CPU = command.ProcessState.UserTime() + command.ProcessState.SystemTime()
	return c, nil
}

// watch is the peak memory of a process group in MiB, looked at until done. It is 0 where there is no /proc.
func watch(group int, done <-chan struct{}) int {
	ticks := time.NewTicker(sample)
	defer ticks.Stop()
	peak := 0
	for {
		select {
		case <-done:
			return peak * os.Getpagesize() >> 20
		case <-ticks.C:
			peak = max(peak, resident(group))
		}
	}
}

// resident is the sum of the resident pages of the processes in a group. Pages that two of them share count twice. It
// looks only at processes that are younger than the group, to take no time from what is measured.
func resident(group int) int {
	processes, err := os.Open("/proc")
	if err != nil {
		return 0
	}
	defer processes.Close()
	names, err := processes.Readdirnames(-1)
	if err != nil {
		return 0
	}
	pages := 0
	for _, name := range names {
		number, err := strconv.Atoi(name)
		if err != nil || number < group {
			continue
		}
		stat, err := os.ReadFile("/proc/" + name + "/stat")
		if err != nil {
			continue // ended meanwhile
		}
		_, rest, _ := strings.Cut(string(stat), ") ") // the name before it may hold spaces
		fields := strings.Fields(rest)
		if len(fields) < 22 || fields[2] != strconv.Itoa(group) {
			continue
		}
		if rss, err := strconv.Atoi(fields[21]); err == nil {
			pages += rss
		}
	}
	return pages
}

// tail is the end of a file that a failed command printed to.
func tail(path string) string {
	said, err := os.ReadFile(path)
	if err != nil {
		return err.Error()
	}
	lines := strings.Split(strings.TrimSpace(string(said)), "\n")
	return strings.Join(lines[max(0, len(lines)-20):], "\n")
}

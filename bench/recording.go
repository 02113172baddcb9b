package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
)

// recording is what one run of the program said to JavaScript, and what it was answered.
type recording struct {
	Packages []string // Packages are the npm packages loaded, in order.
	Calls    []call   // Calls are in the order they were made.
}

// call is one question of the program: a constructor, a method, or the reading or writing of a property.
type call struct {
	Kind      string     // Kind is the protocol's word: create, invoke, sinvoke, get, set, sget, sset.
	Type      string     // Type is the jsii name of the class, for create and for static members.
	Object    string     // Object is the id of the receiver, for all others.
	Member    string     // Member is the method or property; empty for create.
	Args      []any      // Args are wire values; the new value for a write.
	Result    any        // Result is a wire value; for create a reference to the new object.
	Callbacks []callback // Callbacks are the questions JavaScript asked back before it answered.
}

// callback is one question JavaScript asked of an object that is implemented in Go.
type callback struct {
	Object, Member string
	Calls          []call // Calls are what the Go method asked in turn.
}

// read parses the file a relay wrote.
func read(path string) (*recording, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	r := &reader{lines: bufio.NewReaderSize(file, 1<<20)}
	rec := &recording{}
	if _, err := r.next("< "); err != nil { // the greeting
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	for {
		question, err := r.next("> ")
		if err == io.EOF || err == nil && question["exit"] != nil {
			return rec, nil
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		if question["api"] == "load" {
			rec.Packages = append(rec.Packages, text(question["name"]))
			if _, err := r.next("< "); err != nil {
				return nil, fmt.Errorf("%s: %w", path, err)
			}
			continue
		}
		c, err := r.call(question)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		rec.Calls = append(rec.Calls, c)
	}
}

// reader walks the lines of a transcript.
type reader struct {
	lines *bufio.Reader
	row   int
}

// next is the message on the next line, which must carry mark.
func (r *reader) next(mark string) (map[string]any, error) {
	line, err := r.lines.ReadBytes('\n')
	if len(line) == 0 {
		return nil, err
	}
	r.row++
	if !bytes.HasPrefix(line, []byte(mark)) {
		return nil, fmt.Errorf("line %d does not start with %q: the program and JavaScript spoke at once", r.row, mark)
	}
	var message map[string]any
	numbers := json.NewDecoder(bytes.NewReader(line[len(mark):]))
	numbers.UseNumber()
	if err := numbers.Decode(&message); err != nil {
		return nil, fmt.Errorf("line %d: %w", r.row, err)
	}
	return message, nil
}

// call turns question into a call, reading on until JavaScript has answered it.
func (r *reader) call(question map[string]any) (call, error) {
	c := call{Kind: text(question["api"]), Type: text(question["fqn"]), Object: reference(question["objref"])}
	c.Member = text(question["method"]) + text(question["property"])
	c.Args, _ = question["args"].([]any)
	if c.Kind == "set" || c.Kind == "sset" {
		c.Args = []any{question["value"]}
	}
	for {
		answer, err := r.next("< ")
		if err != nil {
			return c, err
		}
		if asked, ok := answer["callback"].(map[string]any); ok {
			back, err := r.callback(asked)
			if err != nil {
				return c, err
			}
			c.Callbacks = append(c.Callbacks, back)
			continue
		}
		ok, isObject := answer["ok"].(map[string]any)
		if !isObject {
			return c, fmt.Errorf("line %d: %s of %s%s failed: %v", r.row, c.Kind, c.Type, c.Member, answer["error"])
		}
		switch c.Kind {
		case "create":
			c.Result = ok
		case "get", "sget":
			c.Result = ok["value"]
		default:
			c.Result = ok["result"]
		}
		return c, nil
	}
}

// callback reads on until the program has completed its answer to asked.
func (r *reader) callback(asked map[string]any) (callback, error) {
	back := callback{}
	for _, kind := range []string{"invoke", "get", "set"} {
		if about, ok := asked[kind].(map[string]any); ok {
			back.Object = reference(about["objref"])
			back.Member = text(about["method"]) + text(about["property"])
		}
	}
	for {
		question, err := r.next("> ")
		if err != nil {
			return back, err
		}
		if question["complete"] != nil {
			return back, nil
		}
		c, err := r.call(question)
		if err != nil {
			return back, err
		}
		back.Calls = append(back.Calls, c)
	}
}

// text is value when it is a string, else empty.
func text(value any) string {
	s, _ := value.(string)
	return s
}

// reference is the object id that a wire value refers to, else empty.
func reference(value any) string {
	fields, _ := value.(map[string]any)
	return text(fields["$jsii.byref"])
}

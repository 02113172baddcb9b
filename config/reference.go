package config

import (
	"bytes"
	"fmt"
	"strings"
)

// Reference is the page that explains every key, in Markdown.
func Reference() []byte {
	var b bytes.Buffer
	b.WriteString(`# shipway.yaml

Every key that the file may hold. The page is generated from the same table that reads the file: change
` + "`config/vocabulary*.go`" + ` and run ` + "`make generate`" + `.

Lengths of time have their units, such as ` + "`90s`, `1h30m` or `7d`" + `.

Mistakes are reported all at once, each as ` + "`file:line:column: path: value: what is allowed [CODE]`" + `.
`)
	writeKeys(&b, "The file", fileKeys(&fileDoc{}))
	writeKeys(&b, "environments.\\<name\\>", environmentKeys(&environmentDoc{}))
	writeKeys(&b, "services.\\<name\\>", serviceKeys(&serviceDoc{}))
	return b.Bytes()
}

// writeKeys writes a table of keys, and after it those of the mappings among them.
func writeKeys(b *bytes.Buffer, title string, keys mapping) {
	fmt.Fprintf(b, "\n## %s\n\n| key | value | default | what for | example |\n|---|---|---|---|---|\n", title)
	for _, k := range keys {
		absent, example := k.absent, ""
		if k.give != "" {
			absent = "**required**"
		}
		if k.example != "" {
			example = "`" + k.example + "`"
		}
		value := k.is.schema().words()
		if k.as != "" {
			value = "as `" + k.as + "`"
		}
		cells := []string{"`" + k.name + "`", value, absent, k.says, example}
		b.WriteString("| " + strings.Join(cells, " | ") + " |\n")
	}
	for _, k := range keys {
		if k.as != "" {
			continue
		}
		below := strings.TrimPrefix(title+"."+k.name, "The file.")
		switch nested := k.is.(type) {
		case mapping:
			writeKeys(b, below, nested)
		case toggle:
			writeKeys(b, below, nested.keys)
		case items:
			writeKeys(b, below+"[]", nested.of())
		case entries:
			if keys, ok := nested.of().(mapping); ok && k.name != "in" && title != "The file" {
				writeKeys(b, below+".\\<name\\>", keys)
			}
		}
	}
}

// words says which values are allowed.
func (s *schema) words() string {
	switch {
	case s.Type == "array":
		return "list of: " + s.Items.words()
	case s.Type == "object" && s.says == "":
		return "mapping"
	case s.says != "":
		return s.says
	case len(s.Enum) > 0:
		return strings.Trim(strings.Join(strings.Fields(fmt.Sprint(s.Enum)), ", "), "[]")
	case s.Type == "string":
		return "text"
	}
	return s.Type
}

package service

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// cronField is one of the six fields of a cron expression: its numbers, their names if they have any, and the signs
// that mean something in it (EventBridge Scheduler user guide, "Schedule types").
type cronField struct {
	name      string
	low, high int
	names     []string
	special   *regexp.Regexp
	steps     bool
}

var cronFields = []cronField{
	{name: "minute", low: 0, high: 59, steps: true},
	{name: "hour", low: 0, high: 23, steps: true},
	{name: "day of month", low: 1, high: 31, steps: true, special: regexp.MustCompile(`^(?:L|(?:[1-9]|[12]\d|3[01])W)$`)},
	{name: "month", low: 1, high: 12, steps: true,
		names: []string{"JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"}},
	{name: "day of week", low: 1, high: 7, special: regexp.MustCompile(`^(?:[1-7]?L|[1-7]#[1-5])$`),
		names: []string{"SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"}},
	{name: "year", low: 1970, high: 2199, steps: true},
}

// The fields of which one is left open with a question mark: a day is chosen in the month or in the week.
const ofMonth, ofWeek = 2, 4

// wrongCron says what EventBridge Scheduler would not understand in expression, or nothing.
func wrongCron(expression string) string {
	if strings.ContainsAny(expression, "()") {
		return `want the six fields alone, such as "0 3 * * ? *"`
	}
	given := strings.Fields(expression)
	if len(given) != len(cronFields) || strings.Join(given, " ") != expression {
		return "want six fields with one space between: minute, hour, day of month, month, day of week and year"
	}
	for i, field := range cronFields {
		if given[i] == "?" && (i == ofMonth || i == ofWeek) {
			continue
		}
		if !field.reads(given[i]) {
			return fmt.Sprintf("want for the %s %s, alone, in a list or in a range, not %q", field.name, field.bounds(), given[i])
		}
	}
	if (given[ofMonth] == "?") == (given[ofWeek] == "?") {
		return "want ? in one of day of month and day of week, and a choice in the other"
	}
	return ""
}

func (f cronField) bounds() string {
	if f.names != nil {
		return fmt.Sprintf("%d to %d or %s to %s", f.low, f.high, f.names[0], f.names[len(f.names)-1])
	}
	return fmt.Sprintf("%d to %d", f.low, f.high)
}

// reads says whether text is a list of choices that the field understands.
func (f cronField) reads(text string) bool {
	for _, one := range strings.Split(text, ",") {
		span, step, stepped := strings.Cut(one, "/")
		if stepped {
			n, isNumber := number(step)
			if !f.steps || !isNumber || n < 1 || n > f.high {
				return false
			}
		}
		if !f.span(span) && (stepped || f.special == nil || !f.special.MatchString(span)) {
			return false
		}
	}
	return true
}

// span says whether text is every value, one value, or a range from a lower to a higher one.
func (f cronField) span(text string) bool {
	if text == "*" {
		return true
	}
	from, to, isRange := strings.Cut(text, "-")
	low, known := f.value(from)
	if !isRange || !known {
		return known
	}
	high, known := f.value(to)
	return known && low <= high
}

// value is the number that text stands for, by itself or as a name.
func (f cronField) value(text string) (int, bool) {
	if i := slices.Index(f.names, strings.ToUpper(text)); i >= 0 {
		return f.low + i, true
	}
	n, isNumber := number(text)
	return n, isNumber && f.low <= n && n <= f.high
}

// number is text as a number without a sign.
func number(text string) (int, bool) {
	n, err := strconv.Atoi(text)
	return n, err == nil && strings.Trim(text, "0123456789") == ""
}

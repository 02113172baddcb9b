package main

import "testing"

func TestNoNameStartsWithADigit(t *testing.T) {
	for hint, want := range map[string]string{"0a4f-1c": "it0a4f1c7", "Vpc": "vpc7", "--": "it7"} {
		if got := variable(hint, 7); got != want {
			t.Errorf("%s is called %s, want %s", hint, got, want)
		}
	}
}

package main

import (
	"testing"
	"time"
)

func took(milliseconds ...int) (runs []cost) {
	for _, ms := range milliseconds {
		runs = append(runs, cost{Wall: time.Duration(ms) * time.Millisecond})
	}
	return runs
}

func TestRatiosAreTakenWithinARound(t *testing.T) {
	// The third round was slow for both: the ratio of the medians would be 0.5, too.
	got := over(took(100, 120, 900), took(200, 200, 1000), wall)
	if got.Median != 0.6 || got.Least != 0.5 || got.Most != 0.9 {
		t.Errorf("the ratio is %+v, want 0.6 between 0.5 and 0.9", got)
	}
}

func TestAFigureThatWasNotMeasuredIsNoRatio(t *testing.T) {
	if got := over(took(100), took(100), peak).span(); got != "-" {
		t.Errorf("the ratio is %s, want -", got)
	}
}

func TestMedianOfAnEvenNumberIsTheMeanOfTheMiddle(t *testing.T) {
	if got := median([]float64{4, 1, 3, 2}); got != 2.5 {
		t.Errorf("the median is %v, want 2.5", got)
	}
}

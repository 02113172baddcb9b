package main

import (
	"fmt"
	"slices"
)

// ratio is one figure of two contenders, one by the other, over all rounds.
type ratio struct{ Median, Least, Most float64 }

// The figures of a run.
func wall(c cost) float64 { return c.Wall.Seconds() }
func cpu(c cost) float64  { return c.CPU.Seconds() }
func peak(c cost) float64 { return float64(c.Peak) }

// over divides the figure of each run of top by that of bottom in the same round.
func over(top, bottom []cost, figure func(cost) float64) ratio {
	each := []float64{}
	for i := range min(len(top), len(bottom)) {
		if figure(bottom[i]) > 0 {
			each = append(each, figure(top[i])/figure(bottom[i]))
		}
	}
	if len(each) == 0 {
		return ratio{}
	}
	return ratio{median(each), slices.Min(each), slices.Max(each)}
}

// median is the middle of the values, which it leaves as they are; with an even number the mean of the middle two.
func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	middle := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[middle]
	}
	return (sorted[middle-1] + sorted[middle]) / 2
}

// typical is the median of a figure over all runs.
func typical(runs []cost, figure func(cost) float64) float64 {
	values := []float64{}
	for _, run := range runs {
		values = append(values, figure(run))
	}
	return median(values)
}

// String is the median; "-" when nothing was measured.
func (r ratio) String() string {
	if r.Median == 0 {
		return "-"
	}
	return fmt.Sprintf("%.2f", r.Median)
}

// span is the median with the least and the most behind it.
func (r ratio) span() string {
	if r.Median == 0 {
		return "-"
	}
	return fmt.Sprintf("%.2f (%.2f–%.2f)", r.Median, r.Least, r.Most)
}

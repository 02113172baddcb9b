package choose

import (
	"fmt"
	"strconv"
)

// micros are millionths of a US dollar: what AWS prices an hour of is not a whole number of cents. Whole numbers are
// the same on every machine.
type micros int64

// usd makes a constant of a price as AWS prints it: 0.04048 * usd.
const usd = 1e6

// Cents are hundredths of a US dollar.
type Cents int64

// String is the amount in dollars, such as "18.03".
func (c Cents) String() string { return fmt.Sprintf("%d.%02d", c/100, c%100) }

// MarshalJSON writes the amount in dollars, as a number.
func (c Cents) MarshalJSON() ([]byte, error) { return []byte(c.String()), nil }

// cents is the amount rounded to cents, half a cent upwards.
func (m micros) cents() Cents { return Cents((m + usd/200) / (usd / 100)) }

// String is the price as AWS prints it, such as "0.04048".
func (m micros) String() string { return strconv.FormatFloat(float64(m)/usd, 'f', -1, 64) }

package choose

// instance is a type of EC2 instance that a floor may be made of.
type instance struct {
	name     string
	arch     Architecture
	vCPU     int
	memory   int // MiB
	gpu      int
	priced   Item // the type whose price is known
	quarters int  // its price is so many quarters of that one
}

// instances are the types that Shipway starts unless told otherwise, in all their sizes, and the usual ones with GPUs;
// the smaller ones first. Sizes of a family cost in proportion (Amazon EC2 On-Demand Pricing).
var instances = append(append(
	sizesOf("m7i", X86, 192), sizesOf("m7g", ARM, 64)...),
	instance{"g4dn.xlarge", X86, 4, 16 << 10, 1, "g4dn.xlarge", 4},
	instance{"g4dn.4xlarge", X86, 16, 64 << 10, 1, "g4dn.4xlarge", 4},
	instance{"g4dn.12xlarge", X86, 48, 192 << 10, 4, "g4dn.metal", 2},
	instance{"g4dn.metal", X86, 96, 384 << 10, 8, "g4dn.metal", 4},
)

// sizesOf are the sizes of a general-purpose family, 4 GiB to a virtual CPU, up to most.
func sizesOf(family string, arch Architecture, most int) (all []instance) {
	for _, size := range []struct {
		name string
		vCPU int
	}{{"large", 2}, {"xlarge", 4}, {"2xlarge", 8}, {"4xlarge", 16}, {"8xlarge", 32}, {"12xlarge", 48}, {"16xlarge", 64},
		{"24xlarge", 96}, {"48xlarge", 192}} {
		if size.vCPU <= most {
			all = append(all, instance{family + "." + size.name, arch, size.vCPU, size.vCPU * 4096, 0, Item(family + ".xlarge"), size.vCPU})
		}
	}
	return all
}

// Of an instance's memory, the operating system and the agents on it keep a tenth: our assumption.
const usable = 9

// holds is how many tasks fit on the instance.
func (i instance) holds(c Constraints) int {
	n := min(i.vCPU*1024/c.CPU, i.memory*usable/10/int(c.Memory))
	if c.GPU > 0 {
		n = min(n, i.gpu/c.GPU)
	} else if i.gpu > 0 {
		return 0
	}
	if i.arch != c.Architecture {
		return 0
	}
	return n
}

// price is what the instance costs an hour in the region, if the table has it.
func (i instance) price(region string) (micros, bool) {
	p, known := priceOf(region, i.priced)
	return p.amount * micros(i.quarters) / 4, known
}

// pool is so many instances of one type.
type pool struct {
	of    instance
	count int
}

// cheapest is the pool of one type that holds count tasks for the least money, and has least instances at least. There
// is none where no type of the table holds a task, or none that does has a price.
func cheapest(c Constraints, count, least int) (pool, bool) {
	var best pool
	var lowest micros
	for _, i := range instances {
		room := i.holds(c)
		price, known := i.price(c.Region)
		if room == 0 || !known {
			continue
		}
		n := max(least, (count+room-1)/room)
		if total := price * micros(n); best.count == 0 || total < lowest {
			best, lowest = pool{i, n}, total
		}
	}
	return best, best.count > 0
}

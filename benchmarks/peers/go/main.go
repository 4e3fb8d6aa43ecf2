// robfig/cron, the library of Kubernetes CronJobs, asked what ../README.md
// says.
package main

import (
	"bufio"
	"fmt"
	"os"
	"sort"
	"syscall"
	"time"
	_ "time/tzdata"

	"github.com/robfig/cron/v3"
)

const (
	peer     = "robfig/cron 3.0.1 (Go)"
	runs     = 5
	instants = 64
)

var sink cron.Schedule

func cpuNanoseconds() float64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic(err)
	}
	return float64(usage.Utime.Nano() + usage.Stime.Nano())
}

// report prints the median time of a call and the sum of all answers of a run.
func report(question string, calls int, work func() int64) {
	var times []float64
	var sum int64
	for run := 0; run < runs; run++ {
		start := cpuNanoseconds()
		sum = work()
		times = append(times, (cpuNanoseconds()-start)/float64(calls))
	}
	sort.Float64s(times)
	fmt.Printf("%s\t%s\t%.1f\t%d\n", peer, question, times[runs/2], sum)
}

func parse(text string) cron.Schedule {
	schedule, err := cron.ParseStandard(text)
	if err != nil {
		panic(err)
	}
	return schedule
}

func main() {
	file, err := os.Open(os.Args[1])
	if err != nil {
		panic(err)
	}
	var crons []string
	var schedules []cron.Schedule
	for lines := bufio.NewScanner(file); lines.Scan(); {
		crons = append(crons, lines.Text())
		schedules = append(schedules, parse(lines.Text()))
	}
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		panic(err)
	}
	for _, zone := range []*time.Location{time.UTC, paris} {
		var times []time.Time
		for i := uint64(0); i < instants; i++ {
			at := 946684800 + int64(i*2654435761%1262304000)
			times = append(times, time.Unix(at, 0).In(zone))
		}
		// The schedules of ParseStandard follow the zone of the time they get
		// where the process is in UTC.
		report("next, "+zone.String(), len(crons)*instants, func() int64 {
			var sum int64
			for _, schedule := range schedules {
				for _, at := range times {
					sum += schedule.Next(at).Unix()
				}
			}
			return sum
		})
	}
	report("compile", len(crons), func() int64 {
		for _, text := range crons {
			sink = parse(text)
		}
		return 0
	})
}

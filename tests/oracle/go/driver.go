// Answers requests with robfig/cron, as Kubernetes reads a CronJob's schedule:
// ParseStandard, five fields. Requests as for python/driver.py.
package main

import (
	"bufio"
	"encoding/json"
	"os"
	"time"

	"github.com/robfig/cron/v3"
)

type request struct {
	Cron string  `json:"cron"`
	From []int64 `json:"from"`
	N    int     `json:"n"`
	Zone string  `json:"zone"`
}

type answer struct {
	Ticks [][]int64 `json:"ticks,omitempty"`
	Error string    `json:"error,omitempty"`
}

func answerTo(asked request) answer {
	schedule, err := cron.ParseStandard(asked.Cron)
	if err != nil {
		return answer{Error: err.Error()}
	}
	zone, err := time.LoadLocation(asked.Zone)
	if err != nil {
		return answer{Error: err.Error()}
	}
	var found answer
	for _, start := range asked.From {
		ticks := []int64{}
		at := time.Unix(start, 0).In(zone)
		for len(ticks) < asked.N {
			at = schedule.Next(at)
			if at.IsZero() { // nothing within its search
				break
			}
			ticks = append(ticks, at.Unix())
		}
		found.Ticks = append(found.Ticks, ticks)
	}
	return found
}

func main() {
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	lines := bufio.NewScanner(os.Stdin)
	encoder := json.NewEncoder(out)
	for lines.Scan() {
		var asked request
		if err := json.Unmarshal(lines.Bytes(), &asked); err != nil {
			panic(err)
		}
		if err := encoder.Encode(answerTo(asked)); err != nil {
			panic(err)
		}
	}
}

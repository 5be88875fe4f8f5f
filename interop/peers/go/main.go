// A service as another sibling would be one, on nats.go, driven by lines of JSON.
package main

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

type answer = map[string]any

// What a line of the driver may hold.
type request struct {
	Op, As, Id, Url, Subject, Queue, Payload, Behaviour, Message string
	Token, User, Password, Seed, UserId                          string
	Bucket, Name, NewName, To, Target, Description, File         string
	Json, Data, Value                                            *string
	Headers                                                      map[string][]string
	Metadata                                                     map[string]string
	Count, Timeout, Code                                         int
	Iat, Hours, MaxBytes, Ttl                                    int64
	History                                                      bool
}

func (r *request) timeout() time.Duration {
	if r.Timeout == 0 {
		return 20 * time.Second
	}
	return time.Duration(r.Timeout) * time.Millisecond
}

// What arrives under an id.
type gathered struct {
	mutex   sync.Mutex
	items   []answer
	changed chan struct{}
}

func (g *gathered) add(item answer) {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	g.items = append(g.items, item)
	close(g.changed)
	g.changed = make(chan struct{})
}

func (g *gathered) wait(count int, timeout time.Duration) []answer {
	deadline := time.After(timeout)
	for {
		g.mutex.Lock()
		changed, enough := g.changed, len(g.items) >= count
		g.mutex.Unlock()
		if enough {
			return g.take()
		}
		select {
		case <-changed:
		case <-deadline:
			return g.take()
		}
	}
}

func (g *gathered) take() []answer {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	taken := g.items
	g.items = []answer{}
	return taken
}

type peer struct {
	mutex         sync.Mutex
	connections   map[string]*nats.Conn
	subscriptions map[string]func() error
	gathereds     map[string]*gathered
}

func newPeer() *peer {
	return &peer{
		connections:   map[string]*nats.Conn{},
		subscriptions: map[string]func() error{},
		gathereds:     map[string]*gathered{},
	}
}

func (p *peer) gather(id string) *gathered {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if p.gathereds[id] == nil {
		p.gathereds[id] = &gathered{items: []answer{}, changed: make(chan struct{})}
	}
	return p.gathereds[id]
}

func (p *peer) connection(as string) *nats.Conn {
	if as == "" {
		as = "main"
	}
	return p.connections[as]
}

func kindOf(err error) string {
	text := strings.ToLower(err.Error())
	switch {
	case errors.Is(err, nats.ErrNoResponders):
		return "noResponders"
	case errors.Is(err, nats.ErrTimeout):
		return "timeout"
	case errors.Is(err, nats.ErrPermissionViolation):
		return "permission"
	case errors.Is(err, nats.ErrAuthorization), strings.Contains(text, "authorization"):
		return "refused"
	case errors.Is(err, jetstream.ErrObjectNotFound), errors.Is(err, jetstream.ErrBucketNotFound):
		return "notFound"
	}
	return "other"
}

// JSON in the way of a Go service that keeps numbers as they are.
func recoded(text []byte) ([]byte, error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return nil, err
	}
	if _, err := decoder.Token(); err != io.EOF {
		return nil, errors.New("more than one value")
	}
	return json.Marshal(value)
}

func (p *peer) perform(r *request) (answer, error) {
	if r.Op == "reset" {
		for _, nc := range p.connections {
			nc.Close()
		}
		*p = *newPeer()
		return answer{}, nil
	}
	for _, room := range []func(*request) (answer, error, bool){p.messaging, p.objects, tokens} {
		if result, err, known := room(r); known {
			return result, err
		}
	}
	if r.Op == "hello" {
		return answer{"language": "go", "runtime": runtime.Version()}, nil
	}
	return nil, fmt.Errorf("there is no operation %q", r.Op)
}

func main() {
	p := newPeer()
	lines := bufio.NewReaderSize(os.Stdin, 1<<20)
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			return
		}
		var r request
		result := answer{}
		if err = json.Unmarshal(line, &r); err == nil {
			result["ok"], err = p.perform(&r)
		}
		if err != nil {
			result = answer{"error": answer{"kind": kindOf(err), "message": err.Error()}}
		}
		encoded, err := json.Marshal(result)
		if err != nil {
			panic(err)
		}
		fmt.Println(string(encoded))
	}
}

func base64of(data []byte) string { return base64.StdEncoding.EncodeToString(data) }

func bytesOf(text *string) ([]byte, error) {
	if text == nil {
		return nil, nil
	}
	return base64.StdEncoding.DecodeString(*text)
}

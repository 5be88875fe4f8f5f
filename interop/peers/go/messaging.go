package main

import (
	"strconv"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/micro"
)

func payloadOf(r *request) ([]byte, error) {
	if r.Json != nil {
		return recoded([]byte(*r.Json))
	}
	return bytesOf(r.Data)
}

func described(msg *nats.Msg) answer {
	result := answer{"subject": msg.Subject, "data": base64of(msg.Data)}
	if len(msg.Header) > 0 {
		result["headers"] = msg.Header
	}
	if text, err := recoded(msg.Data); err == nil {
		result["json"] = string(text)
	} else {
		result["undecodable"] = true
	}
	return result
}

func (p *peer) messaging(r *request) (answer, error, bool) {
	nothing := func(err error) (answer, error, bool) { return answer{}, err, true }
	nc := p.connection(r.As)
	switch r.Op {
	case "connect":
		return nothing(p.connect(r))
	case "publish":
		data, err := payloadOf(r)
		if err == nil {
			err = nc.PublishMsg(&nats.Msg{Subject: r.Subject, Data: data, Header: r.Headers})
		}
		if err == nil {
			err = nc.Flush()
		}
		return nothing(err)
	case "subscribe":
		return nothing(p.register(r, func(*nats.Msg) {}))
	case "reply":
		if r.Behaviour == "fail" {
			return nothing(p.service(r))
		}
		return nothing(p.register(r, func(msg *nats.Msg) { p.reply(r, msg) }))
	case "request":
		data, err := payloadOf(r)
		if err != nil {
			return nil, err, true
		}
		msg, err := nc.RequestMsg(&nats.Msg{Subject: r.Subject, Data: data, Header: r.Headers}, r.timeout())
		if err != nil {
			return nil, err, true
		}
		return described(msg), nil, true
	case "gathered":
		return answer{"items": p.gather(r.Id).wait(r.Count, r.timeout())}, nil, true
	case "unsubscribe":
		err := p.subscriptions[r.Id]()
		if err == nil {
			err = nc.Flush()
		}
		return nothing(err)
	case "drain":
		closed := make(chan struct{})
		nc.SetClosedHandler(func(*nats.Conn) { close(closed) })
		err := nc.Drain()
		if err == nil {
			<-closed
		}
		return nothing(err)
	}
	return nil, nil, false
}

func (p *peer) connect(r *request) error {
	token := r.Token
	if r.Seed != "" {
		signed, err := issue(r.Seed, r.UserId, time.Now().Unix(), 1)
		if err != nil {
			return err
		}
		token = signed
	}
	failures := p.gather("errors")
	nc, err := nats.Connect(r.Url, nats.Token(token), nats.UserInfo(r.User, r.Password), nats.NoReconnect(),
		nats.Timeout(10*time.Second),
		nats.ErrorHandler(func(_ *nats.Conn, _ *nats.Subscription, err error) {
			failures.add(answer{"error": kindOf(err)})
		}))
	if err != nil {
		return err
	}
	as := r.As
	if as == "" {
		as = "main"
	}
	p.connections[as] = nc
	return nil
}

func (p *peer) register(r *request, handle func(*nats.Msg)) error {
	seen := p.gather(r.Id)
	nc := p.connection(r.As)
	subscription, err := nc.QueueSubscribe(r.Subject, r.Queue, func(msg *nats.Msg) {
		seen.add(described(msg))
		handle(msg)
	})
	if err != nil {
		return err
	}
	p.subscriptions[r.Id] = subscription.Unsubscribe
	return nc.Flush()
}

func (p *peer) reply(r *request, msg *nats.Msg) {
	response := &nats.Msg{Data: msg.Data, Header: r.Headers}
	switch {
	case r.Behaviour == "silent":
		return
	case r.Behaviour == "value":
		response.Data, _ = recoded([]byte(*r.Value))
	case r.Payload != "buffer":
		response.Data, _ = recoded(msg.Data)
	}
	_ = msg.RespondMsg(response)
}

// A service that fails as the services of nats.go do.
func (p *peer) service(r *request) error {
	seen := p.gather(r.Id)
	nc := p.connection(r.As)
	service, err := micro.AddService(nc, micro.Config{Name: "failing", Version: "1.0.0"})
	if err != nil {
		return err
	}
	err = service.AddEndpoint("fail", micro.HandlerFunc(func(req micro.Request) {
		seen.add(answer{"subject": req.Subject(), "data": base64of(req.Data())})
		_ = req.Error(strconv.Itoa(r.Code), r.Message, nil)
	}), micro.WithEndpointSubject(r.Subject))
	if err != nil {
		return err
	}
	p.subscriptions[r.Id] = service.Stop
	return nc.Flush()
}

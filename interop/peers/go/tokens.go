package main

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"github.com/nats-io/nkeys"
)

type claims struct {
	Sub string `json:"sub"`
	Iss string `json:"iss"`
	Iat int64  `json:"iat"`
	Exp int64  `json:"exp"`
}

var base64url = base64.RawURLEncoding

// Go escapes HTML and line separators unless told otherwise; the recipe knows no such escapes.
func compact(value any) (string, error) {
	var text strings.Builder
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(value)
	plain := strings.NewReplacer(`\u2028`, "\u2028", `\u2029`, "\u2029").Replace(strings.TrimSpace(text.String()))
	return base64url.EncodeToString([]byte(plain)), err
}

func issue(seed, userId string, iat, hours int64) (string, error) {
	key, err := nkeys.FromSeed([]byte(seed))
	if err != nil {
		return "", err
	}
	issuer, err := key.PublicKey()
	if err != nil {
		return "", err
	}
	payload, err := compact(claims{userId, issuer, iat, iat + hours*3600})
	if err != nil {
		return "", err
	}
	signed := base64url.EncodeToString([]byte(`{"typ":"JWT","alg":"EdDSA"}`)) + "." + payload
	signature, err := key.Sign([]byte(signed))
	return signed + "." + base64url.EncodeToString(signature), err
}

func verify(token string) (answer, error) {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return nil, errors.New("a token has three parts")
	}
	decoded := make([][]byte, len(parts))
	for i, part := range parts {
		bytes, err := base64url.DecodeString(part)
		if err != nil {
			return nil, err
		}
		decoded[i] = bytes
	}
	var read claims
	if err := json.Unmarshal(decoded[1], &read); err != nil {
		return nil, err
	}
	key, err := nkeys.FromPublicKey(read.Iss)
	if err != nil {
		return nil, err
	}
	valid := key.Verify([]byte(parts[0]+"."+parts[1]), decoded[2]) == nil
	return answer{
		"valid":   valid,
		"header":  json.RawMessage(decoded[0]),
		"claims":  json.RawMessage(decoded[1]),
		"ordered": string(decoded[1]),
	}, nil
}

func tokens(r *request) (answer, error, bool) {
	switch r.Op {
	case "token":
		iat, hours := r.Iat, r.Hours
		if iat == 0 {
			iat = time.Now().Unix()
		}
		if hours == 0 {
			hours = 1
		}
		token, err := issue(r.Seed, r.UserId, iat, hours)
		return answer{"token": token}, err, true
	case "verify":
		result, err := verify(r.Token)
		return result, err, true
	}
	return nil, nil, false
}

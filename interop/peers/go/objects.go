package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"io"
	"os"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

func describedObject(info *jetstream.ObjectInfo) answer {
	result := answer{
		"found":       !info.Deleted,
		"name":        info.Name,
		"size":        info.Size,
		"chunks":      info.Chunks,
		"digest":      info.Digest,
		"deleted":     info.Deleted,
		"description": info.Description,
		"headers":     info.Headers,
		"metadata":    info.Metadata,
	}
	if info.Opts != nil && info.Opts.Link != nil {
		result["link"] = answer{"bucket": info.Opts.Link.Bucket, "name": info.Opts.Link.Name}
	}
	return result
}

func digestOf(data []byte) string {
	sum := sha256.Sum256(data)
	return "SHA-256=" + base64.URLEncoding.EncodeToString(sum[:])
}

func metaOf(r *request) jetstream.ObjectMeta {
	return jetstream.ObjectMeta{Name: r.Name, Description: r.Description, Headers: r.Headers, Metadata: r.Metadata}
}

func (p *peer) objects(r *request) (answer, error, bool) {
	if r.Bucket == "" {
		return nil, nil, false
	}
	timeout := time.Minute
	if r.Timeout > 0 {
		timeout = r.timeout()
	}
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	js, err := jetstream.New(p.connection(r.As))
	if err != nil {
		return nil, err, true
	}
	result, err := p.inStore(ctx, js, r)
	if errors.Is(err, jetstream.ErrObjectNotFound) && (r.Op == "get" || r.Op == "info") {
		return answer{"found": false}, nil, true
	}
	return result, err, true
}

func (p *peer) inStore(ctx context.Context, js jetstream.JetStream, r *request) (answer, error) {
	switch r.Op {
	case "createBucket":
		_, err := js.CreateObjectStore(ctx, jetstream.ObjectStoreConfig{
			Bucket:      r.Bucket,
			Description: r.Description,
			TTL:         time.Duration(r.Ttl) * time.Second,
			MaxBytes:    r.MaxBytes,
			Storage:     jetstream.MemoryStorage,
			Metadata:    r.Metadata,
		})
		return answer{}, err
	case "deleteBucket":
		return answer{"deleted": true}, js.DeleteObjectStore(ctx, r.Bucket)
	}
	store, err := js.ObjectStore(ctx, r.Bucket)
	if err != nil {
		return nil, err
	}
	switch r.Op {
	case "bucket":
		return p.bucket(ctx, js, store)
	case "seal":
		return answer{}, store.Seal(ctx)
	case "put":
		return put(ctx, store, r)
	case "get":
		return get(ctx, store, r)
	case "info":
		return one(store.GetInfo(ctx, r.Name, jetstream.GetObjectInfoShowDeleted()))
	case "list":
		return list(ctx, store)
	case "delete":
		return answer{}, store.Delete(ctx, r.Name)
	case "describe":
		meta := metaOf(r)
		if r.NewName != "" {
			meta.Name = r.NewName
		}
		return answer{}, store.UpdateMeta(ctx, r.Name, meta)
	case "link":
		other, err := js.ObjectStore(ctx, r.To)
		if err != nil {
			return nil, err
		}
		target, err := other.GetInfo(ctx, r.Target)
		if err != nil {
			return nil, err
		}
		return one(store.AddLink(ctx, r.Name, target))
	case "linkBucket":
		other, err := js.ObjectStore(ctx, r.To)
		if err != nil {
			return nil, err
		}
		return one(store.AddBucketLink(ctx, r.Name, other))
	case "watch":
		return p.watch(store, r)
	}
	return nil, errors.New("no such operation on a bucket")
}

func one(info *jetstream.ObjectInfo, err error) (answer, error) {
	if err != nil {
		return nil, err
	}
	return describedObject(info), nil
}

func (p *peer) bucket(ctx context.Context, js jetstream.JetStream, store jetstream.ObjectStore) (answer, error) {
	status, err := store.Status(ctx)
	if err != nil {
		return nil, err
	}
	stream, err := js.Stream(ctx, "OBJ_"+status.Bucket())
	if err != nil {
		return nil, err
	}
	return answer{
		"description": status.Description(),
		"sealed":      status.Sealed(),
		"maxBytes":    stream.CachedInfo().Config.MaxBytes,
		"ttl":         status.TTL().Seconds(),
		"metadata":    status.Metadata(),
	}, nil
}

func put(ctx context.Context, store jetstream.ObjectStore, r *request) (answer, error) {
	if r.File != "" {
		file, err := os.Open(r.File)
		if err != nil {
			return nil, err
		}
		defer file.Close()
		return one(store.Put(ctx, metaOf(r), file))
	}
	data, err := bytesOf(r.Data)
	if err != nil {
		return nil, err
	}
	return one(store.Put(ctx, metaOf(r), bytes.NewReader(data)))
}

func get(ctx context.Context, store jetstream.ObjectStore, r *request) (answer, error) {
	if r.File != "" {
		object, err := store.Get(ctx, r.Name)
		if err != nil {
			return nil, err
		}
		file, err := os.Create(r.File)
		if err != nil {
			return nil, err
		}
		defer file.Close()
		if _, err = io.Copy(file, object); err != nil {
			return nil, err
		}
		info, err := object.Info()
		if err != nil {
			return nil, err
		}
		return answer{"found": true, "digest": info.Digest}, object.Error()
	}
	data, err := store.GetBytes(ctx, r.Name)
	if err != nil {
		return nil, err
	}
	return answer{"found": true, "data": base64of(data), "digest": digestOf(data)}, nil
}

func list(ctx context.Context, store jetstream.ObjectStore) (answer, error) {
	objects := []answer{}
	infos, err := store.List(ctx)
	if err != nil && !errors.Is(err, jetstream.ErrNoObjectsFound) {
		return nil, err
	}
	for _, info := range infos {
		objects = append(objects, describedObject(info))
	}
	return answer{"objects": objects}, nil
}

func (p *peer) watch(store jetstream.ObjectStore, r *request) (answer, error) {
	options := []jetstream.WatchOpt{}
	if r.History {
		options = append(options, jetstream.IncludeHistory())
	} else {
		options = append(options, jetstream.UpdatesOnly())
	}
	watcher, err := store.Watch(context.Background(), options...)
	if err != nil {
		return nil, err
	}
	seen := p.gather(r.Id)
	go func() {
		for info := range watcher.Updates() {
			if info != nil {
				seen.add(describedObject(info))
			}
		}
	}()
	return answer{}, nil
}

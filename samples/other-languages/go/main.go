// Stores a note in another organisation's storage account, without a secret. Written for Azure: no endpoint is named.
package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/bloberror"
)

func credential() (*azidentity.ClientAssertionCredential, error) {
	identity, err := azidentity.NewManagedIdentityCredential(&azidentity.ManagedIdentityCredentialOptions{
		ID: azidentity.ClientID(os.Getenv("TEGATA_MANAGED_IDENTITY_CLIENT_ID")),
	})
	if err != nil {
		return nil, err
	}
	assertion := func(ctx context.Context) (string, error) {
		scopes := []string{"api://AzureADTokenExchange/.default"}
		token, err := identity.GetToken(ctx, policy.TokenRequestOptions{Scopes: scopes})
		return token.Token, err
	}
	tenant, client := os.Getenv("TEGATA_RESOURCE_TENANT_ID"), os.Getenv("TEGATA_APPLICATION_CLIENT_ID")
	return azidentity.NewClientAssertionCredential(tenant, client, assertion, nil)
}

func run(ctx context.Context) error {
	credential, err := credential()
	if err != nil {
		return err
	}
	service, err := azblob.NewClient("https://"+os.Getenv("STORAGE_ACCOUNT")+".blob.core.windows.net", credential, nil)
	if err != nil {
		return err
	}
	_, err = service.CreateContainer(ctx, "notes-go", nil)
	if err != nil && !bloberror.HasCode(err, bloberror.ContainerAlreadyExists) {
		return err
	}
	if _, err = service.UploadBuffer(ctx, "notes-go", "note.txt", []byte("hello from contoso"), nil); err != nil {
		return err
	}
	answer, err := service.DownloadStream(ctx, "notes-go", "note.txt", nil)
	if err != nil {
		return err
	}
	note, err := io.ReadAll(answer.Body)
	if err != nil {
		return err
	}
	fmt.Println(string(note))
	return answer.Body.Close()
}

func main() {
	if err := run(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

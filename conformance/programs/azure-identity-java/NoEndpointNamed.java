import com.azure.core.credential.TokenRequestContext;
import com.azure.core.util.BinaryData;
import com.azure.identity.ClientAssertionCredentialBuilder;
import com.azure.identity.ManagedIdentityCredentialBuilder;
import com.azure.storage.blob.BlobServiceClientBuilder;

/** The composition of two credentials of azure-identity, written for Azure: nothing here knows of an emulator. */
public final class NoEndpointNamed {
    public static void main(String[] args) {
        var identity = new ManagedIdentityCredentialBuilder().clientId(System.getenv("MANAGED_IDENTITY_CLIENT_ID")).build();
        var exchange = new TokenRequestContext().addScopes("api://AzureADTokenExchange/.default");
        var credential = new ClientAssertionCredentialBuilder()
            .tenantId(System.getenv("TENANT_ID"))
            .clientId(System.getenv("CLIENT_ID"))
            .clientAssertion(() -> identity.getTokenSync(exchange).getToken())
            .build();
        var service = new BlobServiceClientBuilder()
            .endpoint("https://" + System.getenv("STORAGE_ACCOUNT") + ".blob.core.windows.net")
            .credential(credential)
            .buildClient();
        var container = service.createBlobContainer(System.getenv("CONTAINER"));
        var blob = container.getBlobClient("order 1.txt");
        blob.upload(BinaryData.fromString(System.getenv("CONTENT")));
        var read = blob.downloadContent().toString();
        var listed = container.listBlobs().stream().map(found -> "\"" + found.getName() + "\"").toList();
        System.out.println("{\"read\":\"" + read + "\",\"listed\":" + listed + "}");
    }
}
